package dev.assay.cli.metric;

import dev.assay.catalog.Actor;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.Metric;
import dev.assay.catalog.file.ApplyReport;
import dev.assay.catalog.file.MetricApplier;
import dev.assay.evaluators.EvaluatorSettings;
import dev.assay.jobs.nightly.JobContext;
import java.nio.file.Path;
import java.util.List;

/** Applies metric files, with each definition checked by its evaluator before anything is kept. */
public final class MetricApplication {

  private final JobContext context;

  public MetricApplication(JobContext context) {
    this.context = context;
  }

  public ApplyReport apply(Path files, String org) {
    return new MetricApplier(context.metrics()).apply(files, org, actor(org), check());
  }

  /** The organization's metrics as applying the files would leave them; writes nothing. */
  public List<Metric> preview(Path files, String org) {
    return new MetricApplier(context.metrics()).preview(files, org, actor(org), check());
  }

  /** Who calls the command. */
  static Actor actor(String org) {
    return new Actor(org, System.getProperty("user.name", "assay"));
  }

  private DefinitionCheck check() {
    return EvaluatorSettings.check(context.evaluators());
  }
}
