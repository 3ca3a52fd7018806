package dev.assay.api.catalog;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.Query;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Searches metrics by words. */
@RestController
final class MetricSearchController {
  private static final int MOST = 50;
  private static final int LONGEST_QUERY = 1_000;

  private final MetricStore store;
  private final MetricSearch search;

  MetricSearchController(MetricStore store, MetricSearch search) {
    this.store = store;
    this.search = search;
  }

  @Call("search_metrics")
  @GetMapping("/v1/{organization}/metric/search")
  ResponseEntity<byte[]> search(Caller caller, HttpServletRequest request) {
    Query query = new Query(request);
    String text = query.requiredText("query");
    if (text.length() > LONGEST_QUERY) {
      query.problem(
          "query", "At most %d characters are allowed".formatted(LONGEST_QUERY), "string_too_long");
    }
    MetricFilter filter = MetricFilter.ofSearch(query);
    query.check();
    List<Metric> visible =
        caller.may(Permission.GET_METRIC) ? store.list(caller.orgId()) : List.of();
    List<Map<String, Object>> found =
        search.search(caller.orgId(), visible, text).stream()
            .filter(filter)
            .limit(MOST)
            .map(MetricJson::found)
            .toList();
    return Json.answer(200, Map.of("metrics", found));
  }
}
