package dev.assay.api.results;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.Query;
import dev.assay.api.paging.ContinuationTokens;
import dev.assay.results.read.ResultQuery;
import dev.assay.results.read.ResultReader;
import dev.assay.results.read.StoredResult;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists current results. All pages of a list show one version of the table. */
@RestController
final class ResultController {
  private static final int MOST = 500;
  private static final String LIST = "results";
  private static final List<String> SOURCES = List.of("post-session", "manual", "simulation");
  private static final Pattern METRIC_VERSION = Pattern.compile("([a-f0-9]{24})-(\\d{0,9})");

  private final ResultReader reader;
  private final ContinuationTokens tokens;

  ResultController(ResultReader reader, ContinuationTokens tokens) {
    this.reader = reader;
    this.tokens = tokens;
  }

  @Call("list_results")
  @GetMapping("/v1/{organization}/metric/metric_evaluation_result")
  ResponseEntity<byte[]> list(Caller caller, HttpServletRequest request) {
    Query query = new Query(request);
    ResultQuery asked = asked(caller, query);
    int limit = query.limit(MOST);
    OptionalLong token = query.continuationToken();
    query.check();
    if (!caller.may(Permission.GET_METRIC_EVALUATION_RESULT)) {
      return answer(List.of(), null, token.isEmpty() ? Map.of("metric_ids", List.of()) : null);
    }
    ContinuationTokens.Listing listing =
        new ContinuationTokens.Listing(caller, LIST, List.of(asked.toString()));
    try {
      return token.isEmpty()
          ? firstPage(listing, asked, limit)
          : laterPage(asked, tokens.page(listing, token.getAsLong()), limit);
    } catch (ResultReader.SnapshotGone e) {
      throw ContinuationTokens.expired();
    }
  }

  /** A version whose files were taken away while it was read is no longer the newest. */
  private ResponseEntity<byte[]> firstPage(
      ContinuationTokens.Listing listing, ResultQuery asked, int limit) {
    long version = reader.newest();
    while (true) {
      try {
        return firstPage(listing, asked, limit, version);
      } catch (ResultReader.SnapshotGone e) {
        long newer = reader.newest();
        if (newer == version) {
          throw e;
        }
        version = newer;
      }
    }
  }

  private ResponseEntity<byte[]> firstPage(
      ContinuationTokens.Listing listing, ResultQuery asked, int limit, long version) {
    if (version < 0) {
      return answer(List.of(), null, Map.of("metric_ids", List.of()));
    }
    Rows rows = rows(version, asked, null, limit);
    boolean isWhole = limit > 0 && rows.beginsAt() == null;
    TreeSet<String> seen =
        rows.results().stream()
            .map(StoredResult::metricId)
            .collect(Collectors.toCollection(TreeSet::new));
    Collection<String> metricIds = isWhole ? seen : reader.metricIds(version, asked, seen);
    Long next =
        rows.beginsAt() == null
            ? null
            : (Long) tokens.begin(listing, String.valueOf(version), rows.beginsAt());
    return answer(rows.results(), next, Map.of("metric_ids", metricIds));
  }

  private ResponseEntity<byte[]> laterPage(
      ResultQuery asked, ContinuationTokens.Page page, int limit) {
    String[] place = page.beginsAt().split(" ", 2);
    Rows rows =
        rows(
            Long.parseLong(page.snapshot()),
            asked,
            new ResultQuery.Place(Instant.parse(place[0]), place[1]),
            limit);
    Long next = rows.beginsAt() == null ? null : (Long) tokens.next(page, rows.beginsAt());
    return answer(rows.results(), next, null);
  }

  /**
   * A page.
   *
   * @param beginsAt where the next page begins, or null when there is none
   */
  private record Rows(List<StoredResult> results, @Nullable String beginsAt) {}

  private Rows rows(long version, ResultQuery asked, ResultQuery.@Nullable Place after, int limit) {
    if (limit == 0) {
      return new Rows(List.of(), null);
    }
    List<StoredResult> results = reader.find(version, asked, after, limit + 1);
    if (results.size() <= limit) {
      return new Rows(results, null);
    }
    StoredResult last = results.get(limit - 1);
    return new Rows(results.subList(0, limit), last.createdAt() + " " + last.id());
  }

  private static ResultQuery asked(Caller caller, Query query) {
    return new ResultQuery(
        caller.orgId(),
        query.ids("metric_id"),
        query.list(
            "metric_id_and_version",
            ResultController::metricVersions,
            "Input should be a metric's id, a hyphen and a version, or nothing for any"),
        query.words("source_type", SOURCES),
        query.ids("conversation_id"),
        query.ids("simulation_unit_test_set_run_id"),
        query.time("timestamp_after"),
        query.time("timestamp_before"),
        query.descending("created_at", true));
  }

  private static Optional<ResultQuery.MetricVersions> metricVersions(String text) {
    Matcher matcher = METRIC_VERSION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String version = matcher.group(2);
    return Optional.of(
        new ResultQuery.MetricVersions(
            matcher.group(1),
            version.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(version))));
  }

  private static ResponseEntity<byte[]> answer(
      List<StoredResult> results, @Nullable Long next, @Nullable Object filterValues) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("metric_evaluation_results", results.stream().map(ResultJson::of).toList());
    body.put("has_more", next != null);
    body.put("continuation_token", next);
    body.put("filter_values", filterValues);
    return Json.answer(200, body);
  }
}
