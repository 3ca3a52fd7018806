package dev.assay.installation;

import java.util.Optional;

/**
 * For how many days is kept what no current answer needs; empty means for ever.
 *
 * @param plans what runs took on
 * @param history results that were superseded, since then
 * @param failures of evaluations
 * @param quarantine what could not be taken in
 * @param judgements requests to judges and their answers; what was answered stays known
 * @param reports of runs, as files
 */
public record RetentionSection(
    int plans,
    Optional<Integer> history,
    Optional<Integer> failures,
    Optional<Integer> quarantine,
    Optional<Integer> judgements,
    Optional<Integer> reports) {

  private static final int USUAL_PLANS = 30;

  /** What holds when nothing is said. */
  public static final RetentionSection USUAL =
      new RetentionSection(
          USUAL_PLANS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static RetentionSection read(SettingsSection retention) {
    return new RetentionSection(
        retention.days("plans").orElse(USUAL.plans()),
        retention.days("history"),
        retention.days("failures"),
        retention.days("quarantine"),
        retention.days("judgements"),
        retention.days("reports"));
  }
}
