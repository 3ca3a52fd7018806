package dev.assay.api.access;

/** What a role may allow. */
public enum Permission {
  CREATE_METRIC("Metric:CreateMetric"),
  GET_METRIC("Metric:GetMetric"),
  MODIFY_METRIC("Metric:ModifyMetric"),
  DELETE_METRIC("Metric:DeleteMetric"),
  EVALUATE_METRIC("Metric:EvaluateMetric"),
  GET_METRIC_EVALUATION_RESULT("Metric:GetMetricEvaluationResult");

  private final String label;

  Permission(String label) {
    this.label = label;
  }

  /** The name that clients see. */
  public String label() {
    return label;
  }
}
