package dev.assay.evaluators;

import dev.assay.evaluators.EvaluatorFactory.Capability;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The evaluator types of this process, by the words that metrics use. Thread-safe. */
public final class EvaluatorTypes {

  private static final Map<String, EvaluatorFactory> FACTORIES =
      ServiceLoader.load(EvaluatorFactory.class, EvaluatorFactory.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .collect(Collectors.toUnmodifiableMap(EvaluatorFactory::type, Function.identity()));

  private EvaluatorTypes() {}

  /** Who makes the evaluators of a type; empty when there is no such type here. */
  public static Optional<EvaluatorFactory> find(String type) {
    return Optional.ofNullable(FACTORIES.get(type));
  }

  /** Whether evaluators of a type have a capability; no when there is no such type here. */
  public static boolean has(String type, Capability capability) {
    return find(type).filter(factory -> factory.capabilities().contains(capability)).isPresent();
  }

  /**
   * An evaluator of each type that the environment has settings for.
   *
   * @param wanted which types to make evaluators of
   * @return by type, in alphabetical order
   */
  public static SortedMap<String, Evaluator> create(
      EvaluatorEnvironment environment, Predicate<EvaluatorFactory> wanted) {
    SortedMap<String, Evaluator> evaluators = new TreeMap<>();
    FACTORIES.forEach(
        (type, factory) -> {
          if (wanted.test(factory)) {
            factory.create(environment).ifPresent(evaluator -> evaluators.put(type, evaluator));
          }
        });
    return evaluators;
  }

  /** As {@link #create(EvaluatorEnvironment, Predicate)}, of all types. */
  public static SortedMap<String, Evaluator> create(EvaluatorEnvironment environment) {
    return create(environment, factory -> true);
  }

  /** The words of all types, in alphabetical order. */
  static String words() {
    return FACTORIES.keySet().stream().sorted().collect(Collectors.joining(", "));
  }
}
