package dev.assay.api.catalog;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.ApiError;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.JsonBody;
import dev.assay.api.http.PathId;
import dev.assay.catalog.Actor;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricChange;
import dev.assay.catalog.MetricDefinition;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.MetricUse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Single metrics. */
@RestController
final class MetricController {
  private final MetricStore store;
  private final MetricUse use;
  private final EvaluatorCheck check;

  MetricController(MetricStore store, MetricUse use, EvaluatorCheck check) {
    this.store = store;
    this.use = use;
    this.check = check;
  }

  @Call("create_metric")
  @PostMapping("/v1/{organization}/metric")
  ResponseEntity<byte[]> create(Caller caller, HttpServletRequest request) throws IOException {
    caller.require(Permission.CREATE_METRIC);
    MetricDefinition definition = MetricBody.definition(JsonBody.read(request));
    check.accept(definition);
    Metric created = store.create(definition, caller.orgId(), actor(caller));
    return Json.answer(201, Map.of("id", created.id()));
  }

  @Call("get_metric")
  @GetMapping("/v1/{organization}/metric/{id}")
  ResponseEntity<byte[]> get(Caller caller, @PathVariable("id") String id) {
    PathId.check(id);
    caller.require(Permission.GET_METRIC);
    return Json.answer(200, MetricJson.of(find(caller, id)));
  }

  @Call("update_metric")
  @PostMapping("/v1/{organization}/metric/{id}")
  ResponseEntity<byte[]> update(
      Caller caller, @PathVariable("id") String id, HttpServletRequest request) throws IOException {
    PathId.check(id);
    caller.require(Permission.MODIFY_METRIC);
    MetricChange change = MetricBody.change(JsonBody.read(request));
    if (change.name() != null) {
      throw new ApiError(
          400,
          "name_changed",
          "A metric keeps its name; leave 'name' out, or create another metric");
    }
    if (change.evaluator() != null || change.value() != null) {
      check.accept(find(caller, id), change);
    }
    store.update(caller.orgId(), id, change, actor(caller));
    return Json.answer(200, null);
  }

  @Call("delete_metric")
  @DeleteMapping("/v1/{organization}/metric/{id}")
  ResponseEntity<byte[]> delete(Caller caller, @PathVariable("id") String id) {
    PathId.check(id);
    caller.require(Permission.DELETE_METRIC);
    store.delete(caller.orgId(), id, actor(caller), use);
    return Json.answer(200, null);
  }

  private Metric find(Caller caller, String id) {
    return store
        .find(caller.orgId(), id)
        .orElseThrow(
            () ->
                new ApiError(
                    404, "metric_not_found", "The organization has no metric %s".formatted(id)));
  }

  static Actor actor(Caller caller) {
    return new Actor(caller.orgId(), caller.userId());
  }
}
