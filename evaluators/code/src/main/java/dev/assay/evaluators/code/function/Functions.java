package dev.assay.evaluators.code.function;

import dev.cel.common.CelOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The functions and operators of the language, by the name that the parser gives them. */
public final class Functions {

  /** As the library's own functions are asked to work. */
  public static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

  private static final Map<String, Function> OWN = own();

  private Functions() {}

  /**
   * The function of that name: ours where it may cost memory or time, else the library's.
   *
   * @param overloads what the checker found to fit the arguments' types
   */
  public static Optional<Function> find(String name, List<String> overloads) {
    Function own = OWN.get(name);
    return own == null ? LibraryFunctions.find(name, overloads) : Optional.of(own);
  }

  /** The names that an author can write, for suggestions. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>(LibraryFunctions.NAMES);
    OWN.keySet().stream().filter(name -> Character.isLetter(name.charAt(0))).forEach(names::add);
    names.addAll(Set.of("exists", "all", "filter", "map", "exists_one", "has", "matches"));
    return names;
  }

  private static Map<String, Function> own() {
    Map<String, Function> functions = new HashMap<>();
    functions.putAll(OperatorFunctions.all());
    functions.putAll(TextFunctions.all());
    functions.putAll(ListFunctions.all());
    functions.putAll(NumberFunctions.all());
    return Map.copyOf(functions);
  }
}
