package dev.assay.installation;

import dev.assay.ledger.admission.Caps;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A section {@code budget} of the settings, or an option that stands for it. */
final class BudgetSection {
  private static final long MUCH_MONEY = 1_000_000_000;
  private static final int NANO_DIGITS = 9;

  private BudgetSection() {}

  /** What may be spent; what is not named has no cap. */
  static Caps read(SettingsSection budget) {
    return new Caps(
        budget.whole("calls", 0, Long.MAX_VALUE).orElse(null),
        budget.whole("tokens", 0, Long.MAX_VALUE).orElse(null),
        budget.decimal("cost", 0, MUCH_MONEY).map(BudgetSection::nanos).orElse(null));
  }

  /**
   * The same from amounts by their names.
   *
   * @throws IllegalArgumentException naming every problem, for a person
   */
  static Caps of(Map<String, BigDecimal> amounts) {
    List<String> problems = new ArrayList<>();
    Caps caps =
        SettingsSection.read(
            "budget", new Given(amounts, problems), new TreeSet<>(), BudgetSection::read);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Invalid budget: " + String.join("; ", problems));
    }
    return caps;
  }

  private static long nanos(BigDecimal cost) {
    return cost.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  /** Values that stand in no file. */
  private record Given(Map<String, BigDecimal> values, List<String> problems)
      implements SettingsSection.Source {

    @Override
    public Set<String> keys() {
      return values.keySet();
    }

    @Override
    public boolean has(String key) {
      return values.containsKey(key);
    }

    @Override
    public @Nullable Object value(String key) {
      return values.get(key);
    }

    @Override
    public SettingsSection.Source section(String key, String name) {
      return new Given(Map.of(), problems);
    }

    @Override
    public void report(String key, String message) {
      problems.add(message);
    }
  }
}
