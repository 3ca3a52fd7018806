package dev.assay.api.access;

import static dev.assay.api.access.Permission.CREATE_METRIC;
import static dev.assay.api.access.Permission.DELETE_METRIC;
import static dev.assay.api.access.Permission.EVALUATE_METRIC;
import static dev.assay.api.access.Permission.GET_METRIC;
import static dev.assay.api.access.Permission.GET_METRIC_EVALUATION_RESULT;
import static dev.assay.api.access.Permission.MODIFY_METRIC;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a user may do. A user has one role. */
public enum Role {
  /** Reads metrics and results. */
  VIEWER(GET_METRIC, GET_METRIC_EVALUATION_RESULT),
  /** Also asks for evaluations, which may cost money. */
  EVALUATOR(GET_METRIC, GET_METRIC_EVALUATION_RESULT, EVALUATE_METRIC),
  /** Also creates and changes metrics. */
  EDITOR(GET_METRIC, GET_METRIC_EVALUATION_RESULT, EVALUATE_METRIC, CREATE_METRIC, MODIFY_METRIC),
  /** Also deletes them. */
  ADMIN(
      GET_METRIC,
      GET_METRIC_EVALUATION_RESULT,
      EVALUATE_METRIC,
      CREATE_METRIC,
      MODIFY_METRIC,
      DELETE_METRIC),
  /** Creates metrics and sees none: for programs that publish definitions. */
  PUBLISHER(CREATE_METRIC);

  private final Set<Permission> permissions;

  Role(Permission... permissions) {
    this.permissions = Set.of(permissions);
  }

  /** The word on the command line and in the database. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean allows(Permission permission) {
    return permissions.contains(permission);
  }

  static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}
