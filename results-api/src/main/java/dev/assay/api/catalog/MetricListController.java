package dev.assay.api.catalog;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.Query;
import dev.assay.api.paging.ContinuationTokens;
import dev.assay.catalog.Metric;
import dev.assay.catalog.MetricStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists of metrics. All pages of a list show the metrics of the first, in its order, each as it is
 * when its page is asked for.
 */
@RestController
final class MetricListController {
  private static final int MOST = 50;
  private static final String LIST = "metrics";

  private final MetricStore store;
  private final ContinuationTokens tokens;

  MetricListController(MetricStore store, ContinuationTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  @Call("list_metrics")
  @GetMapping("/v1/{organization}/metric")
  ResponseEntity<byte[]> list(Caller caller, HttpServletRequest request) {
    Query query = new Query(request);
    MetricFilter filter = MetricFilter.ofList(query);
    boolean descending = query.descending("updated_at", true);
    int limit = query.limit(MOST);
    OptionalLong token = query.continuationToken();
    query.check();
    List<String> asked = new ArrayList<>(filter.parts());
    asked.add(String.valueOf(descending));
    ContinuationTokens.Listing listing = new ContinuationTokens.Listing(caller, LIST, asked);
    return token.isEmpty()
        ? firstPage(listing, filter, descending, limit)
        : laterPage(listing, tokens.page(listing, token.getAsLong()), limit);
  }

  private ResponseEntity<byte[]> firstPage(
      ContinuationTokens.Listing listing, MetricFilter filter, boolean descending, int limit) {
    Comparator<Metric> byTime = Comparator.comparing(Metric::updatedAt);
    List<Metric> metrics =
        visible(listing.caller()).stream()
            .filter(filter)
            .sorted((descending ? byTime.reversed() : byTime).thenComparing(Metric::id))
            .toList();
    boolean hasMore = limit > 0 && metrics.size() > limit;
    Long next =
        hasMore
            ? (Long)
                tokens.begin(
                    listing,
                    metrics.stream().map(Metric::id).collect(Collectors.joining(",")),
                    String.valueOf(limit))
            : null;
    return answer(metrics.subList(0, Math.min(limit, metrics.size())), next, filterValues(metrics));
  }

  private ResponseEntity<byte[]> laterPage(
      ContinuationTokens.Listing listing, ContinuationTokens.Page page, int limit) {
    Map<String, Metric> byId =
        visible(listing.caller()).stream()
            .collect(Collectors.toMap(Metric::id, Function.identity()));
    List<String> ids = Arrays.asList(page.snapshot().split(",", -1));
    int begin = Integer.parseInt(page.beginsAt());
    int end = Math.min(ids.size(), begin + limit);
    Long next =
        limit > 0 && end < ids.size() ? (Long) tokens.next(page, String.valueOf(end)) : null;
    List<Metric> metrics =
        ids.subList(begin, end).stream().map(byId::get).filter(Objects::nonNull).toList();
    return answer(metrics, next, null);
  }

  private List<Metric> visible(Caller caller) {
    return caller.may(Permission.GET_METRIC) ? store.listAll(caller.orgId()) : List.of();
  }

  private static ResponseEntity<byte[]> answer(
      List<Metric> metrics, @Nullable Long next, @Nullable Object filterValues) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("metrics", metrics.stream().map(MetricJson::of).toList());
    body.put("has_more", next != null);
    body.put("continuation_token", next);
    body.put("filter_values", filterValues);
    return Json.answer(200, body);
  }

  private static Map<String, Object> filterValues(List<Metric> metrics) {
    TreeSet<String> services = new TreeSet<>();
    Map<String, Object> creators = new TreeMap<>();
    TreeSet<String> types = new TreeSet<>();
    Map<String, Object> tags = new TreeMap<>();
    for (Metric metric : metrics) {
      services.addAll(metric.appliedToServices());
      types.add(metric.latest().value().type());
      creators.put(
          metric.creator().orgId() + "," + metric.creator().userId(),
          MetricJson.actor(metric.creator()));
      metric
          .tags()
          .forEach((key, value) -> tags.put(key + ":" + value, MetricJson.tag(key, value)));
    }
    return Map.of(
        "applied_to_services_ids",
        services,
        "creators",
        creators.values(),
        "tags",
        tags.values(),
        "types",
        types);
  }
}
