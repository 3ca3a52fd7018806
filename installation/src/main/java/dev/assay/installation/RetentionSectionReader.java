package dev.assay.installation;

import java.util.Set;

/** Reads the section {@code retention} of a settings file. */
final class RetentionSectionReader {
  private static final Set<String> KEYS =
      Set.of("plans", "history", "failures", "quarantine", "judgements", "reports");

  private RetentionSectionReader() {}

  static RetentionSection read(SettingsMap retention) {
    retention.allow(KEYS);
    return new RetentionSection(
        retention.days("plans").orElse(RetentionSection.USUAL.plans()),
        retention.days("history"),
        retention.days("failures"),
        retention.days("quarantine"),
        retention.days("judgements"),
        retention.days("reports"));
  }
}
