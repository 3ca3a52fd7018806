package dev.assay.catalog.file;

import dev.assay.catalog.CatalogException;
import dev.assay.catalog.DefinitionCheck;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.yaml.FileProblem;
import dev.assay.catalog.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Map;

/**
 * A metric of a file, with the places to which problems found later belong.
 *
 * @param definition as read; with stand-ins for what was reported as a problem
 * @param file where it stands
 * @param lines where its parts are
 * @param settings where its evaluator's settings are
 * @param isNamed whether the definition's name was read, rather than stood in for
 * @param isCheckable whether its value and evaluator were read without a problem
 * @param isSound whether all of it was
 */
record FileMetric(
    MetricDefinition definition,
    Path file,
    Lines lines,
    Map<String, YamlNode.Lines> settings,
    boolean isNamed,
    boolean isCheckable,
    boolean isSound) {

  /** The lines of a metric's keys, or of the metric where a key is absent. */
  record Lines(int name, int value, int evaluator) {}

  FileProblem locate(DefinitionCheck.Problem problem) {
    YamlNode.Lines place = settings.get(problem.setting());
    String message =
        problem.column() == 0
            ? problem.message()
            : "%s (line %d, column %d of '%s')"
                .formatted(problem.message(), problem.line(), problem.column(), problem.setting());
    return new FileProblem(
        file, place == null ? lines.evaluator() : place.of(problem.line()), message);
  }

  FileProblem locate(CatalogException.ValueTypeChanged change) {
    return new FileProblem(file, lines.value(), String.valueOf(change.getMessage()));
  }

  FileProblem duplicateOf(FileMetric first) {
    return new FileProblem(
        file,
        lines.name(),
        "Duplicate metric '%s': %s:%d has that name already; rename or remove one"
            .formatted(definition.name(), first.file, first.lines.name()));
  }
}
