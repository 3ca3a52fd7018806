package dev.assay.catalog;

import java.util.List;

/**
 * Why the catalog refuses. {@link #code()} is for machines and stays the same; the message is for
 * people and names the problem, the cause and the mend.
 */
public abstract sealed class CatalogException extends RuntimeException {
  private final String code;

  private CatalogException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** A countable word, such as {@code name_taken}. */
  public final String code() {
    return code;
  }

  /** Another metric of the organization, not deleted, has the name. */
  public static final class NameTaken extends CatalogException {
    NameTaken(String orgId, String name) {
      super(
          "name_taken",
          ("Cannot create metric '%s': organization %s already has a metric of that name."
                  + " Choose another name, or update or delete that metric.")
              .formatted(name, orgId));
    }
  }

  /** The organization has no such metric, or it is deleted. */
  public static final class MetricNotFound extends CatalogException {
    MetricNotFound(String orgId, String metricId) {
      super(
          "metric_not_found",
          ("Cannot find metric %s: organization %s has none with that id, or it is deleted."
                  + " List the metrics to see their ids.")
              .formatted(metricId, orgId));
    }
  }

  /** The metric has no such version. */
  public static final class VersionNotFound extends CatalogException {
    VersionNotFound(String metricId, int version) {
      super(
          "version_not_found",
          "Cannot find version %d of metric %s. Read its history to see which there are."
              .formatted(version, metricId));
    }
  }

  /** Something uses the metric, so it cannot be deleted. */
  public static final class MetricInUse extends CatalogException {
    @SuppressWarnings("serial") // an unmodifiable list, never serialized
    private final List<String> users;

    MetricInUse(String metricId, List<String> users) {
      super(
          "metric_in_use",
          "Cannot delete metric %s: it is used by %s. Delete those first."
              .formatted(metricId, String.join(", ", users)));
      this.users = List.copyOf(users);
    }

    /** Names of what uses it, never empty. */
    public List<String> users() {
      return users;
    }
  }

  /** A metric's name is fixed for its life. */
  public static final class NameChanged extends CatalogException {
    NameChanged(String metricId, String name, String wanted) {
      super(
          "name_changed",
          ("Cannot rename metric %s from '%s' to '%s': a metric keeps its name."
                  + " Create another metric under the new name.")
              .formatted(metricId, name, wanted));
    }
  }

  /** A metric's value type is fixed for its life. */
  public static final class ValueTypeChanged extends CatalogException {
    private final String metricName;

    ValueTypeChanged(String metricName, String type, String wanted) {
      super(
          "value_type_changed",
          ("Cannot change the value type of metric '%s' from %s to %s: its versions would not be"
                  + " comparable. Keep the type, or create a metric under another name.")
              .formatted(metricName, type, wanted));
      this.metricName = metricName;
    }

    /** The metric whose type was to change. */
    public String metricName() {
      return metricName;
    }
  }

  /** The version to be made is not the next one: someone else was first. */
  public static final class VersionConflict extends CatalogException {
    private final int nextVersion;

    VersionConflict(String metricId, int wanted, int nextVersion) {
      super(
          "version_conflict",
          ("Cannot create version %d of metric %s: the next version is %d."
                  + " Read the latest version and try again.")
              .formatted(wanted, metricId, nextVersion));
      this.nextVersion = nextVersion;
    }

    /** The number that would have been accepted. */
    public int nextVersion() {
      return nextVersion;
    }
  }

  /** A definition breaks one or more rules; all of them are listed. */
  public static final class InvalidDefinition extends CatalogException {
    @SuppressWarnings("serial") // an unmodifiable list of records, never serialized
    private final List<DefinitionProblem> problems;

    InvalidDefinition(String name, List<DefinitionProblem> problems) {
      super(
          "invalid_definition",
          "Invalid metric '%s': %s"
              .formatted(
                  name,
                  String.join("; ", problems.stream().map(DefinitionProblem::message).toList())));
      this.problems = List.copyOf(problems);
    }

    /** Every problem, never empty. */
    public List<DefinitionProblem> problems() {
      return problems;
    }
  }
}
