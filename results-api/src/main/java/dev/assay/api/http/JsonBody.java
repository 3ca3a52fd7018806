package dev.assay.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One object of a request's body. Reading notes what is wrong instead of failing; {@link #check}
 * fails with all of it. Unknown fields are ignored.
 */
public final class JsonBody {

  /** The longest body that is read. */
  public static final int MAX_BYTES = 1 << 20;

  private final JsonNode node;
  private final List<Object> place;
  private final List<Problem> problems;

  private JsonBody(JsonNode node, List<Object> place, List<Problem> problems) {
    this.node = node;
    this.place = place;
    this.problems = problems;
  }

  /**
   * The body of a request.
   *
   * @throws ApiError 408 when it takes too long to come, 413 when it is too long, 422 when it is no
   *     JSON object
   */
  public static JsonBody read(HttpServletRequest request) throws IOException {
    byte[] bytes = BodyBytes.of(request, MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ApiError(
          413,
          "body_too_large",
          "The body is longer than %d bytes; send less".formatted(MAX_BYTES));
    }
    JsonNode node;
    try {
      node = Json.read(bytes);
    } catch (JacksonException e) {
      throw ApiError.invalid(
          List.of(new Problem(List.of("body"), "The body is not valid JSON", "json_invalid")));
    }
    if (!node.isObject()) {
      throw ApiError.invalid(
          List.of(new Problem(List.of("body"), "The body must be an object", "object_type")));
    }
    return new JsonBody(node, List.of("body"), new ArrayList<>());
  }

  /** Fails when anything that was read so far is wrong, in this object or another of the body. */
  public void check() {
    if (!problems.isEmpty()) {
      throw ApiError.invalid(problems);
    }
  }

  /** Whether the field is there, even as null. */
  public boolean names(String field) {
    return node.has(field);
  }

  /** Whether the field is there and is not null. */
  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** Notes a problem of a field. */
  public void problem(String field, String message, String type) {
    problems.add(new Problem(inside(field), message, type));
  }

  /** A text that is not blank, trimmed. */
  public Optional<String> text(String field) {
    JsonNode value = value(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      problem(field, "Input should be a text", "string_type");
      return Optional.empty();
    }
    String text = value.stringValue().strip();
    if (text.isEmpty()) {
      problem(field, "Text should not be empty", "string_too_short");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** As {@link #text}; that it is missing is a problem too, and then the answer is empty. */
  public String requiredText(String field) {
    require(field);
    return text(field).orElse("");
  }

  /** A text that may be blank, as it is; null when it is absent or null. */
  public @Nullable String anyText(String field) {
    JsonNode value = value(field);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      problem(field, "Input should be a text", "string_type");
      return null;
    }
    return value.stringValue();
  }

  /** As {@link #number}; that it is missing is a problem too. */
  public Optional<Double> requiredNumber(String field) {
    require(field);
    return number(field);
  }

  /** A finite number. */
  public Optional<Double> number(String field) {
    JsonNode value = value(field);
    if (value == null) {
      return Optional.empty();
    }
    double number = value.isNumber() ? value.numberValue().doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      problem(field, "Input should be a finite number", "finite_number");
      return Optional.empty();
    }
    return Optional.of(number);
  }

  /** An object within this one. */
  public Optional<JsonBody> object(String field) {
    JsonNode value = value(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      problem(field, "Input should be an object", "object_type");
      return Optional.empty();
    }
    return Optional.of(new JsonBody(value, inside(field), problems));
  }

  /** True or false; anything else, and its absence, is a problem. */
  public Optional<Boolean> flag(String field) {
    require(field);
    JsonNode value = value(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      problem(field, "Input should be true or false", "bool_type");
      return Optional.empty();
    }
    return Optional.of(value.booleanValue());
  }

  /** The objects of a list; anything else in it is a problem, and so is its absence. */
  public List<JsonBody> objects(String field) {
    require(field);
    JsonNode value = value(field);
    List<JsonBody> objects = new ArrayList<>();
    if (value != null && !value.isArray()) {
      problem(field, "Input should be a list", "list_type");
    } else if (value != null) {
      for (int i = 0; i < value.size(); i++) {
        if (value.get(i).isObject()) {
          List<Object> where = inside(field);
          where.add(i);
          objects.add(new JsonBody(value.get(i), where, problems));
        } else {
          problemAt(field, i, "Input should be an object", "object_type");
        }
      }
    }
    return objects;
  }

  /** Notes that a field is missing. */
  public void require(String field) {
    if (!has(field)) {
      problem(field, "Field required", "missing");
    }
  }

  /** A list of texts without a repeat, each trimmed; empty when it is absent or wrong. */
  public Optional<List<String>> uniqueTexts(String field) {
    JsonNode value = value(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      problem(field, "Input should be a list", "list_type");
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode item = value.get(i);
      if (!item.isString() || item.stringValue().isBlank()) {
        problemAt(field, i, "Input should be a text that is not empty", "string_type");
      } else if (!seen.add(item.stringValue().strip())) {
        problemAt(field, i, "Items should be unique", "unique_items");
      } else {
        texts.add(item.stringValue().strip());
      }
    }
    return Optional.of(texts);
  }

  /** Notes a problem of an item of a list. */
  public void problemAt(String field, int position, String message, String type) {
    List<Object> where = new ArrayList<>(inside(field));
    where.add(position);
    problems.add(new Problem(where, message, type));
  }

  /** Every field as Jackson's plain types: text, number, boolean, list, map. */
  public Map<String, Object> plain() {
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            entry -> {
              Object value = plain(entry.getValue());
              if (value != null) {
                values.put(entry.getKey(), value);
              }
            });
    return values;
  }

  /** Names of its fields with their texts; a value that is no text and not null is a problem. */
  public Map<String, @Nullable String> texts() {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), anyText(entry.getKey())));
    return texts;
  }

  private static @Nullable Object plain(JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.numberValue();
    }
    if (value.isArray()) {
      List<@Nullable Object> items = new ArrayList<>();
      value.forEach(item -> items.add(plain(item)));
      return items;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    value.properties().forEach(entry -> fields.put(entry.getKey(), plain(entry.getValue())));
    return fields;
  }

  private @Nullable JsonNode value(String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private List<Object> inside(String field) {
    List<Object> where = new ArrayList<>(place);
    where.add(field);
    return where;
  }
}
