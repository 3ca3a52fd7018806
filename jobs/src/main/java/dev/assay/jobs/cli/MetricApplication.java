package dev.assay.jobs.cli;

import dev.assay.catalog.Actor;
import dev.assay.catalog.ApplyReport;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricApplier;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.Preparation;
import dev.assay.jobs.nightly.Workbench;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Applies metric files, with each definition checked by its evaluator before anything is kept. */
final class MetricApplication {

  private static final String UNSAVED = "0".repeat(24);

  private final Workbench bench;

  MetricApplication(Workbench bench) {
    this.bench = bench;
  }

  ApplyReport apply(Path files, String org) {
    return new MetricApplier(bench.metrics())
        .apply(files, org, actor(org), check(bench.evaluators()));
  }

  /** The organization's metrics as applying the files would leave them; writes nothing. */
  List<Metric> preview(Path files, String org) {
    return new MetricApplier(bench.metrics())
        .preview(files, org, actor(org), check(bench.evaluators()));
  }

  private static Actor actor(String org) {
    return new Actor(org, System.getProperty("user.name", "assay"));
  }

  /** A type that no evaluator here knows is fine: another process may have it. */
  static DefinitionCheck check(Map<String, Evaluator> evaluators) {
    return definition -> {
      Evaluator evaluator = evaluators.get(definition.evaluator().type());
      if (evaluator == null) {
        return unknown(definition, evaluators);
      }
      Preparation preparation = evaluator.prepare(version(definition));
      return preparation instanceof Preparation.Rejected rejected
          ? rejected.problems().stream()
              .map(p -> new DefinitionCheck.Problem(p.setting(), p.message(), p.line(), p.column()))
              .toList()
          : List.of();
    };
  }

  private static List<DefinitionCheck.Problem> unknown(
      MetricDefinition definition, Map<String, Evaluator> evaluators) {
    String type = definition.evaluator().type();
    return List.of("judge", "learned").contains(type)
        ? List.of()
        : List.of(
            DefinitionCheck.Problem.of(
                "type",
                "Unsupported evaluator '%s': use one of %s or judge"
                    .formatted(type, evaluators.keySet())));
  }

  private static MetricVersion version(MetricDefinition definition) {
    return new MetricVersion(
        UNSAVED,
        1,
        definition.name(),
        definition.description(),
        definition.value(),
        definition.evaluator(),
        new Actor("", ""),
        Instant.EPOCH);
  }
}
