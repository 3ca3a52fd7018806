package dev.assay.api.unittests;

import dev.assay.api.http.Json;
import dev.assay.api.http.JsonBody;
import dev.assay.api.http.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Criterions as clients write them, and as the database keeps them: the same JSON. */
final class CriterionJson {
  static final List<String> VERBS = List.of("==", "!=", "<=", "<", ">=", ">");

  private CriterionJson() {}

  /** Notes what is wrong with the body, and leaves out what cannot be read. */
  static List<UnitTest.Criterion> read(JsonBody body) {
    List<UnitTest.Criterion> criterions = new ArrayList<>();
    List<JsonBody> items = body.objects("success_criterions");
    if (items.isEmpty()) {
      body.problem("success_criterions", "There should be at least one", "list_length");
    }
    for (JsonBody item : items) {
      String name = item.requiredText("name");
      String metricId = item.requiredText("metric_id");
      if (!metricId.isEmpty() && !Query.ID.matcher(metricId).matches()) {
        item.problem("metric_id", "Input should be an id of 24 lowercase hex digits", "id");
      }
      item.require("criterion");
      item.object("criterion")
          .flatMap(CriterionJson::condition)
          .ifPresent(
              condition -> criterions.add(new UnitTest.Criterion(name, metricId, condition)));
    }
    return criterions;
  }

  private static Optional<UnitTest.Condition> condition(JsonBody criterion) {
    String type = criterion.requiredText("type");
    switch (type) {
      case "numerical" -> {
        String verb = criterion.requiredText("verb");
        if (!verb.isEmpty() && !VERBS.contains(verb)) {
          criterion.problem("verb", "Input should be one of " + VERBS, "enum");
        }
        return criterion.requiredNumber("threshold").map(t -> new UnitTest.Numerical(verb, t));
      }
      case "boolean" -> {
        return criterion.flag("expected_value").map(UnitTest.Yes::new);
      }
      case "categorical" -> {
        criterion.require("expected_values");
        Optional<List<String>> values = criterion.uniqueTexts("expected_values");
        if (values.isPresent() && values.get().isEmpty()) {
          criterion.problem("expected_values", "There should be at least one", "list_length");
        }
        return values.map(UnitTest.Categorical::new);
      }
      default -> {
        if (!type.isEmpty()) {
          criterion.problem(
              "type", "Input should be boolean, numerical or categorical", "union_tag_invalid");
        }
        return Optional.empty();
      }
    }
  }

  static List<Map<String, @Nullable Object>> of(List<UnitTest.Criterion> criterions) {
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    for (UnitTest.Criterion criterion : criterions) {
      Map<String, @Nullable Object> item = new LinkedHashMap<>();
      item.put("name", criterion.name());
      item.put("metric_id", criterion.metricId());
      item.put("criterion", of(criterion.condition()));
      json.add(item);
    }
    return json;
  }

  private static Map<String, @Nullable Object> of(UnitTest.Condition condition) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", condition.type());
    if (condition instanceof UnitTest.Numerical numerical) {
      json.put("verb", numerical.verb());
      json.put("threshold", numerical.threshold());
    } else if (condition instanceof UnitTest.Yes yes) {
      json.put("expected_value", yes.expectedValue());
    } else if (condition instanceof UnitTest.Categorical categorical) {
      json.put("expected_values", categorical.expectedValues());
    }
    return json;
  }

  static String kept(List<UnitTest.Criterion> criterions) {
    return Json.text(of(criterions));
  }

  static List<UnitTest.Criterion> readKept(String text) {
    List<UnitTest.Criterion> criterions = new ArrayList<>();
    for (JsonNode item : Json.read(text)) {
      JsonNode condition = item.get("criterion");
      criterions.add(
          new UnitTest.Criterion(
              item.get("name").stringValue(),
              item.get("metric_id").stringValue(),
              switch (condition.get("type").stringValue()) {
                case "numerical" ->
                    new UnitTest.Numerical(
                        condition.get("verb").stringValue(),
                        condition.get("threshold").doubleValue());
                case "boolean" -> new UnitTest.Yes(condition.get("expected_value").booleanValue());
                default -> {
                  List<String> values = new ArrayList<>();
                  condition.get("expected_values").forEach(v -> values.add(v.stringValue()));
                  yield new UnitTest.Categorical(values);
                }
              }));
    }
    return criterions;
  }
}
