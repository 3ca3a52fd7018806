package dev.assay.api.evaluate;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.ApiError;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.JsonBody;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricStore;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Evaluates metrics on a conversation, for whoever asks. */
@RestController
final class EvaluateController {
  private final MetricStore metrics;
  private final ManualEvaluation evaluation;

  EvaluateController(MetricStore metrics, ManualEvaluation evaluation) {
    this.metrics = metrics;
    this.evaluation = evaluation;
  }

  @Call("evaluate_metrics")
  @PostMapping("/v1/{organization}/metric/evaluate")
  ResponseEntity<byte[]> evaluate(Caller caller, HttpServletRequest request) throws IOException {
    caller.require(Permission.GET_METRIC);
    caller.require(Permission.EVALUATE_METRIC);
    caller.require(Permission.GET_METRIC_EVALUATION_RESULT);
    EvaluateRequest asked = EvaluateRequest.of(JsonBody.read(request));
    List<Metric> found = new ArrayList<>();
    for (String id : asked.metricIds()) {
      found.add(
          metrics
              .find(caller.orgId(), id)
              .filter(metric -> !metric.deleted())
              .orElseThrow(
                  () ->
                      new ApiError(
                          404,
                          "metric_not_found",
                          "The organization has no metric %s".formatted(id))));
    }
    return Json.answer(200, evaluation.of(caller, found, asked));
  }
}
