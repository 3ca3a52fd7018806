package dev.assay.api.catalog;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.ApiError;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.JsonBody;
import dev.assay.api.http.PathId;
import dev.assay.api.http.Query;
import dev.assay.api.paging.ContinuationTokens;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricChange;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.MetricVersion;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Versions of a metric. */
@RestController
final class VersionController {
  private static final int MOST = 10;
  private static final String LIST = "metric_versions";
  private static final String ROUTE = "/v1/{organization}/metric/{id}/version";

  private final MetricStore store;
  private final EvaluatorCheck check;
  private final ContinuationTokens tokens;

  VersionController(MetricStore store, EvaluatorCheck check, ContinuationTokens tokens) {
    this.store = store;
    this.check = check;
    this.tokens = tokens;
  }

  @Call("create_metric_version")
  @PostMapping(ROUTE)
  ResponseEntity<byte[]> create(
      Caller caller, @PathVariable("id") String id, HttpServletRequest request) throws IOException {
    PathId.check(id);
    caller.require(Permission.MODIFY_METRIC);
    Query query = new Query(request);
    if (query.text("version").isEmpty()) {
      query.problem("version", "Parameter required", "missing");
    }
    int wanted = (int) query.whole("version", 1, Integer.MAX_VALUE).orElse(0);
    query.check();
    MetricBody.Version version = MetricBody.version(JsonBody.read(request));
    Metric metric = find(caller, id);
    check.accept(
        metric,
        MetricChange.nothing()
            .withDescription(version.description())
            .withValue(version.value())
            .withEvaluator(version.evaluator().orElse(null)));
    int made =
        store.createVersion(
            caller.orgId(),
            id,
            wanted,
            version.description(),
            version.value(),
            version.evaluator(),
            MetricController.actor(caller));
    return Json.answer(201, Map.of("version", made));
  }

  @Call("list_metric_versions")
  @GetMapping(ROUTE)
  ResponseEntity<byte[]> list(
      Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
    PathId.check(id);
    caller.require(Permission.GET_METRIC);
    Query query = new Query(request);
    Optional<String> range = query.text("version");
    Optional<VersionRange> parsed =
        range.isEmpty() ? Optional.of(VersionRange.ALL) : VersionRange.of(range.get());
    if (parsed.isEmpty()) {
      query.problem(
          "version", "Input should be such as 3, latest, 2-5 or 1-latest", "version_range");
    }
    boolean descending = query.descending("version", false);
    int limit = query.limit(MOST);
    OptionalLong token = query.continuationToken();
    query.check();
    Metric metric = find(caller, id);
    ContinuationTokens.Listing listing =
        new ContinuationTokens.Listing(
            caller, LIST, List.of(id, range.orElse(""), String.valueOf(descending)));
    Optional<ContinuationTokens.Page> page =
        token.isEmpty() ? Optional.empty() : Optional.of(tokens.page(listing, token.getAsLong()));
    int latest = page.map(p -> Integer.parseInt(p.snapshot())).orElse(metric.latest().version());
    List<MetricVersion> versions =
        ordered(caller, id, parsed.orElse(VersionRange.ALL), latest, descending);
    int begin = page.map(p -> Integer.parseInt(p.beginsAt())).orElse(0);
    int end = Math.min(versions.size(), begin + limit);
    Long next = null;
    if (limit > 0 && end < versions.size()) {
      String beginsAt = String.valueOf(end);
      next =
          page.isPresent()
              ? (Long) tokens.next(page.get(), beginsAt)
              : (Long) tokens.begin(listing, String.valueOf(latest), beginsAt);
    }
    return answer(versions.subList(begin, end), next);
  }

  /** Versions up to the latest one of the list's first page. */
  private List<MetricVersion> ordered(
      Caller caller, String id, VersionRange range, int latest, boolean descending) {
    List<MetricVersion> versions = new ArrayList<>();
    for (MetricVersion version : store.versions(caller.orgId(), id)) {
      if (version.version() <= latest && range.holds(version.version(), latest)) {
        versions.add(version);
      }
    }
    if (descending) {
      Collections.reverse(versions);
    }
    return versions;
  }

  private Metric find(Caller caller, String id) {
    return store
        .find(caller.orgId(), id)
        .orElseThrow(
            () ->
                new ApiError(
                    404, "metric_not_found", "The organization has no metric %s".formatted(id)));
  }

  private static ResponseEntity<byte[]> answer(List<MetricVersion> versions, @Nullable Long next) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("metric_versions", versions.stream().map(MetricJson::of).toList());
    body.put("has_more", next != null);
    body.put("continuation_token", next);
    return Json.answer(200, body);
  }
}
