package dev.assay.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Makes requests from the description of the routes: some as it says, many that break it. */
final class RequestFuzz {
  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "null",
          "'",
          "' OR '1'='1",
          "'; DROP TABLE metric; --",
          "\" UNION SELECT * FROM api_key --",
          "../../../../etc/passwd",
          "..%2f..%2fcatalog.db",
          "file:///etc/passwd",
          "${jndi:ldap://127.0.0.1/a}",
          "{{7*7}}",
          "<script>alert(1)</script>",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "\ufffe\u202e\u0301",
          "%",
          "%00",
          "+",
          "-1",
          "9223372036854775808",
          "1e999",
          "NaN",
          "true",
          "x".repeat(3000),
          "[[[[[[[[[[",
          "\r\nX-Injected: 1",
          "*",
          "key:*",
          "2026-13-45T99:99:99Z",
          "0000-00-00");

  private final JsonNode document;
  private final Random random;
  private final List<String> ids;
  private final List<Route> routes = new ArrayList<>();

  /** Whether the request that is made keeps to the description. */
  private boolean isTame;

  private record Route(String method, String path, JsonNode operation) {}

  /**
   * A request.
   *
   * @param path with its query, below the server
   * @param body or empty for none
   */
  record Made(String method, String path, String body) {}

  /**
   * @param ids of things that exist, which some requests name
   */
  RequestFuzz(JsonNode document, long seed, List<String> ids) {
    this.document = document;
    this.random = new Random(seed);
    this.ids = List.copyOf(ids);
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            routes.add(
                                new Route(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
  }

  Made next() {
    Route route = pick(routes);
    isTame = random.nextInt(3) == 0;
    String method =
        oneIn(40) ? pick(List.of("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")) : route.method;
    String path = route.path.replace("{organization}", oneIn(10) ? encoded(text()) : "acme");
    path = path.replace("{id}", encoded(oneIn(3) ? text() : pick(ids)));
    StringBuilder query = new StringBuilder();
    JsonNode parameters = route.operation.get("parameters");
    if (parameters != null) {
      for (JsonNode parameter : parameters) {
        JsonNode known = resolved(parameter);
        if (known.get("in").stringValue().equals("query") && !oneIn(3)) {
          for (int i = oneIn(6) ? 3 : 1; i > 0; i--) {
            query
                .append(query.isEmpty() ? "?" : "&")
                .append(known.get("name").stringValue())
                .append('=')
                .append(encoded(parameterText(resolved(known.get("schema")))));
          }
        }
      }
    }
    if (oneIn(20)) {
      query
          .append(query.isEmpty() ? "?" : "&")
          .append(encoded(text()))
          .append('=')
          .append("%ff%00");
    }
    return new Made(method, path + (oneIn(2) ? "/" : "") + query, body(route));
  }

  private String body(Route route) {
    JsonNode body = route.operation.get("requestBody");
    if (body == null) {
      return oneIn(10) ? text() : "";
    }
    if (oneIn(12)) {
      return pick(List.of("", "null", "[]", "{", "1", "\"x\"", "{\"a\":1}{}", "[".repeat(5000)));
    }
    return json(body.at("/content/application~1json/schema"), 0);
  }

  private String json(JsonNode reference, int depth) {
    JsonNode schema = resolved(reference);
    if (depth > 6 || oneIn(12)) {
      return wrong();
    }
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        return json(schema.get(choice).get(random.nextInt(schema.get(choice).size())), depth + 1);
      }
    }
    if (schema.has("const")) {
      return schema.get("const").toString();
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size())).toString();
    }
    if (schema.has("properties")) {
      Map<String, String> fields = new LinkedHashMap<>();
      schema
          .get("properties")
          .properties()
          .forEach(
              field -> {
                boolean isNeeded = isTame && schema.has("required");
                if (isNeeded ? isRequired(schema, field.getKey()) : !oneIn(6)) {
                  fields.put(field.getKey(), json(field.getValue(), depth + 1));
                }
              });
      List<String> texts = new ArrayList<>();
      fields.forEach((name, value) -> texts.add(quoted(name) + ":" + value));
      return "{" + String.join(",", texts) + "}";
    }
    return switch (type(schema)) {
      case "array" -> {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(oneIn(20) ? 200 : 3); i >= 0; i--) {
          items.add(schema.has("items") ? json(schema.get("items"), depth + 1) : wrong());
        }
        yield "[" + String.join(",", items) + "]";
      }
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "integer", "number" -> pick(List.of("0", "1", "2", "10", "-1", "1e400", "0.5"));
      case "object" -> "{" + quoted(text()) + ":" + quoted(text()) + "}";
      default -> quoted(schema.has("pattern") && !oneIn(4) ? pick(ids) : text());
    };
  }

  private String wrong() {
    return pick(
        List.of(
            "null", "1", "-0.0", "1e999", "true", "{}", "[]", "[null]", quoted(text()), "\"\""));
  }

  private String parameterText(JsonNode schema) {
    JsonNode one = schema.has("items") ? resolved(schema.get("items")) : schema;
    if (oneIn(3)) {
      return text();
    }
    if (one.has("enum")) {
      return one.get("enum").get(random.nextInt(one.get("enum").size())).asString();
    }
    return switch (type(one)) {
      case "integer" -> String.valueOf(random.nextInt(60) - 5);
      case "boolean" -> String.valueOf(random.nextBoolean());
      default -> one.has("pattern") ? pick(ids) : text();
    };
  }

  private static boolean isRequired(JsonNode schema, String field) {
    JsonNode required = schema.get("required");
    if (required != null) {
      for (JsonNode name : required) {
        if (name.asString().equals(field)) {
          return true;
        }
      }
    }
    return Set.of("description", "metric_value", "evaluator").contains(field);
  }

  private String text() {
    if (isTame) {
      return "text " + random.nextInt(100_000);
    }
    if (oneIn(2)) {
      return pick(HOSTILE);
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.appendCodePoint(oneIn(4) ? random.nextInt(0xd7ff) : ' ' + random.nextInt(95));
    }
    return text.toString();
  }

  private JsonNode resolved(JsonNode node) {
    return resolved(document, node);
  }

  /** What a node of a description stands for, where it only points to it. */
  static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").stringValue().substring(1)) : node;
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.get("type");
    if (type == null) {
      return "string";
    }
    return type.isArray() ? type.get(0).asString() : type.asString();
  }

  /** As JSON, control characters and lone surrogates escaped. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private boolean oneIn(int times) {
    return !isTame && random.nextInt(times) == 0;
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
