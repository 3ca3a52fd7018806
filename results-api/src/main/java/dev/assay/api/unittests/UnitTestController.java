package dev.assay.api.unittests;

import dev.assay.api.access.Caller;
import dev.assay.api.access.Permission;
import dev.assay.api.http.ApiError;
import dev.assay.api.http.Call;
import dev.assay.api.http.Json;
import dev.assay.api.http.JsonBody;
import dev.assay.api.http.PathId;
import dev.assay.api.http.Problem;
import dev.assay.api.http.Query;
import dev.assay.api.paging.ContinuationTokens;
import dev.assay.catalog.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Simulation unit tests. */
@RestController
final class UnitTestController {
  private static final int MOST = 50;
  private static final String LIST = "unit_tests";
  private static final String ROUTE = "/v1/{organization}/simulation/unit_test";
  private static final int ID_BYTES = 12;

  private final UnitTests tests;
  private final ContinuationTokens tokens;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  UnitTestController(UnitTests tests, ContinuationTokens tokens, Clock clock) {
    this.tests = tests;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Call("create_unit_test")
  @PostMapping(ROUTE)
  ResponseEntity<byte[]> create(Caller caller, HttpServletRequest request) throws IOException {
    caller.require(Permission.MODIFY_METRIC);
    JsonBody body = JsonBody.read(request);
    String name = body.requiredText("name");
    String service = body.requiredText("service_id");
    if (!service.isEmpty() && !Query.ID.matcher(service).matches()) {
      body.problem("service_id", "Input should be an id of 24 lowercase hex digits", "id");
    }
    List<UnitTest.Criterion> criterions = CriterionJson.read(body);
    body.check();
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    UnitTest test =
        new UnitTest(
            HexFormat.of().formatHex(id),
            caller.orgId(),
            name,
            service,
            criterions,
            new Actor(caller.orgId(), caller.userId()),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    try {
      tests.create(test);
    } catch (UnitTests.WrongTypes e) {
      throw ApiError.invalid(
          e.positions().stream()
              .map(
                  position ->
                      new Problem(
                          List.of("body", "success_criterions", position, "criterion", "type"),
                          "The type should be that of the metric's values",
                          "criterion_type"))
              .toList());
    }
    return Json.answer(201, Map.of("id", test.id()));
  }

  @Call("list_unit_tests")
  @GetMapping(ROUTE)
  ResponseEntity<byte[]> list(Caller caller, HttpServletRequest request) {
    Query query = new Query(request);
    List<String> ids = query.ids("id");
    List<String> services = query.ids("service_id");
    List<String> metrics = query.ids("metric_id");
    int limit = query.limit(MOST);
    OptionalLong token = query.continuationToken();
    query.check();
    List<UnitTest> visible =
        caller.may(Permission.GET_METRIC) ? tests.list(caller.orgId()) : List.of();
    ContinuationTokens.Listing listing =
        new ContinuationTokens.Listing(
            caller, LIST, List.of(ids.toString(), services.toString(), metrics.toString()));
    if (token.isPresent()) {
      return laterPage(visible, tokens.page(listing, token.getAsLong()), limit);
    }
    List<UnitTest> matching =
        visible.stream()
            .filter(test -> ids.isEmpty() || ids.contains(test.id()))
            .filter(test -> services.isEmpty() || services.contains(test.serviceId()))
            .filter(
                test ->
                    metrics.isEmpty()
                        || test.criterions().stream().anyMatch(c -> metrics.contains(c.metricId())))
            .toList();
    String snapshot = matching.stream().map(UnitTest::id).collect(Collectors.joining(","));
    Long next =
        limit > 0 && matching.size() > limit
            ? (Long) tokens.begin(listing, snapshot, String.valueOf(limit))
            : null;
    TreeSet<String> serviceIds = new TreeSet<>();
    matching.forEach(test -> serviceIds.add(test.serviceId()));
    return answer(
        matching.subList(0, Math.min(limit, matching.size())),
        next,
        Map.of("service_ids", serviceIds));
  }

  @Call("delete_unit_test")
  @DeleteMapping(ROUTE + "/{id}")
  ResponseEntity<byte[]> delete(Caller caller, @PathVariable("id") String id) {
    PathId.check(id);
    caller.require(Permission.MODIFY_METRIC);
    if (!tests.delete(caller.orgId(), id)) {
      throw new ApiError(
          404, "unit_test_not_found", "The organization has no unit test %s".formatted(id));
    }
    return Json.answer(200, null);
  }

  /** What was deleted since the first page is left out. */
  private ResponseEntity<byte[]> laterPage(
      List<UnitTest> visible, ContinuationTokens.Page page, int limit) {
    Map<String, UnitTest> byId =
        visible.stream().collect(Collectors.toMap(UnitTest::id, Function.identity()));
    List<String> ids = Arrays.asList(page.snapshot().split(",", -1));
    int begin = Integer.parseInt(page.beginsAt());
    int end = Math.min(ids.size(), begin + limit);
    Long next =
        limit > 0 && end < ids.size() ? (Long) tokens.next(page, String.valueOf(end)) : null;
    return answer(
        ids.subList(begin, end).stream().map(byId::get).filter(Objects::nonNull).toList(),
        next,
        null);
  }

  private static ResponseEntity<byte[]> answer(
      List<UnitTest> tests, @Nullable Long next, @Nullable Object filterValues) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("unit_tests", tests.stream().map(UnitTestController::json).toList());
    body.put("has_more", next != null);
    body.put("continuation_token", next);
    body.put("filter_values", filterValues);
    return Json.answer(200, body);
  }

  private static Map<String, @Nullable Object> json(UnitTest test) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", test.id());
    json.put("org_id", test.orgId());
    json.put("name", test.name());
    json.put("service_id", test.serviceId());
    json.put("success_criterions", CriterionJson.of(test.criterions()));
    json.put(
        "creator", Map.of("org_id", test.creator().orgId(), "user_id", test.creator().userId()));
    json.put("created_at", test.createdAt().toString());
    return json;
  }
}
