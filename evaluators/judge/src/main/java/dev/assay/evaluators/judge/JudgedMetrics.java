package dev.assay.evaluators.judge;

import dev.assay.catalog.EvaluatorDefinition;
import dev.assay.catalog.MetricValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.LedgerKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Metrics as they are judged, each made once. Thread-safe. */
final class JudgedMetrics {
  private static final int MOST = 10_000;

  private final JudgeSettings settings;
  private final Map<MetricVersion, String> planned;
  private final ConcurrentMap<Meaning, JudgedMetric> known = new ConcurrentHashMap<>();

  /** What of a version decides how it is judged. */
  private record Meaning(String description, MetricValue value, EvaluatorDefinition evaluator) {}

  JudgedMetrics(JudgeSettings settings) {
    this(settings, Map.of());
  }

  /**
   * @param planned what some versions are named by, in place of what the settings make of them
   */
  JudgedMetrics(JudgeSettings settings, Map<MetricVersion, String> planned) {
    this.settings = settings;
    this.planned = Map.copyOf(planned);
  }

  JudgedMetric of(MetricVersion version) {
    Meaning meaning = new Meaning(version.description(), version.value(), version.evaluator());
    JudgedMetric found = known.get(meaning);
    if (found != null) {
      return found;
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    JudgedMetric made = JudgedMetric.of(version, settings);
    known.put(meaning, made);
    return made;
  }

  /** The key of the ledger for a metric of a conversation. */
  String key(String orgId, String contentHash, MetricVersion version) {
    String fingerprint = planned.get(version);
    return LedgerKey.of(
        orgId, contentHash, fingerprint == null ? of(version).fingerprint() : fingerprint);
  }
}
