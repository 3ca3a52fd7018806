package dev.assay.catalog.file;

import dev.assay.catalog.Actor;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricStore;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the catalog what metric files say. The same files again change nothing, several processes
 * may apply them at once, and metrics that no file names are left alone.
 */
public final class MetricApplier {
  private final MetricStore store;

  public MetricApplier(MetricStore store) {
    this.store = store;
  }

  /**
   * Applies a file or directory, all of it or nothing.
   *
   * @param check what the evaluators say against a definition
   * @throws InvalidMetricFiles with every problem of every file, a value type that differs from the
   *     catalog's among them; nothing was written
   * @throws MetricFilesUnreadable when there is no such file or directory, or no YAML file in it
   */
  public ApplyReport apply(Path fileOrDirectory, String orgId, Actor actor, DefinitionCheck check) {
    MetricFiles files = MetricFiles.examine(fileOrDirectory, check);
    List<MetricDefinition> definitions = files.soundDefinitions();
    files.throwIfBroken(store.refusals(orgId, definitions));
    try {
      return new ApplyReport(store.apply(orgId, definitions, actor));
    } catch (MetricStore.RefusedChanges e) {
      files.throwIfBroken(e.changes());
      throw e;
    }
  }

  /**
   * The organization's metrics as {@link #apply} would leave them, with the same problems; writes
   * nothing. A metric that is not there yet gets an id of its own each time.
   */
  public List<Metric> preview(
      Path fileOrDirectory, String orgId, Actor actor, DefinitionCheck check) {
    MetricFiles files = MetricFiles.examine(fileOrDirectory, check);
    List<MetricDefinition> definitions = files.soundDefinitions();
    files.throwIfBroken(store.refusals(orgId, definitions));
    return store.preview(orgId, definitions, actor);
  }
}
