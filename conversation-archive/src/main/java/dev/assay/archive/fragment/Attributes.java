package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A span's attributes by their dotted names, however they are written: as OTLP's list of keys and
 * typed values, as an object, flat or nested, or as JSON text of one of these.
 */
final class Attributes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, JsonNode> values = new TreeMap<>();

  /** Reads attributes; what is no attributes has none. */
  static Attributes of(JsonNode written) {
    Attributes attributes = new Attributes();
    attributes.add(written);
    return attributes;
  }

  /** Adds others; those that are there already stay. */
  void add(JsonNode written) {
    JsonNode value = FragmentBuilder.parsed(written);
    if (value.isArray()) {
      for (JsonNode attribute : value) {
        if (attribute.path("key").isTextual()) {
          put(attribute.path("key").textValue(), typed(attribute.path("value")));
        }
      }
    } else if (value.isObject()) {
      for (Map.Entry<String, JsonNode> attribute : value.properties()) {
        nested(attribute.getKey(), attribute.getValue());
      }
    }
  }

  private void put(String key, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode()) {
      values.putIfAbsent(key, value);
    }
  }

  private void nested(String key, JsonNode value) {
    put(key, value);
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> inner : value.properties()) {
        nested(key + "." + inner.getKey(), inner.getValue());
      }
    }
  }

  /** A value of OTLP, without the name of its type. */
  static JsonNode typed(JsonNode value) {
    for (Map.Entry<String, JsonNode> type : value.properties()) {
      JsonNode inner = type.getValue();
      switch (type.getKey()) {
        case "arrayValue", "array_value" -> {
          ArrayNode list = NODES.arrayNode();
          inner.path("values").forEach(element -> list.add(typed(element)));
          return list;
        }
        case "kvlistValue", "kvlist_value" -> {
          ObjectNode object = NODES.objectNode();
          inner
              .path("values")
              .forEach(field -> object.set(field.path("key").asText(), typed(field.path("value"))));
          return object;
        }
        default -> {
          return inner;
        }
      }
    }
    return NullNode.instance;
  }

  @Nullable JsonNode value(String name) {
    return values.get(name);
  }

  /** The first of these that is there, as text. */
  @Nullable String text(String... names) {
    for (String name : names) {
      JsonNode value = values.get(name);
      if (value != null && value.isValueNode() && !value.asText().isBlank()) {
        return value.asText();
      }
    }
    return null;
  }

  /** The first of these that is there. */
  @Nullable JsonNode first(List<String> names) {
    for (String name : names) {
      JsonNode value = values.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /**
   * The list that is written as one attribute a value: {@code NAME.0.role}, {@code NAME.0.content};
   * empty when there is none.
   */
  ArrayNode list(String name) {
    JsonNode root = NODES.objectNode();
    String prefix = name + ".";
    for (Map.Entry<String, JsonNode> attribute : values.entrySet()) {
      if (attribute.getKey().startsWith(prefix) && !attribute.getValue().isObject()) {
        String[] path = attribute.getKey().substring(prefix.length()).split("\\.");
        set((ObjectNode) root, path, 0, attribute.getValue());
      }
    }
    JsonNode list = lists(root);
    return list instanceof ArrayNode array ? array : NODES.arrayNode();
  }

  private static void set(ObjectNode object, String[] path, int at, JsonNode value) {
    if (at == path.length - 1) {
      object.set(path[at], value);
    } else if (object.path(path[at]) instanceof ObjectNode inner) {
      set(inner, path, at + 1, value);
    } else {
      set(object.putObject(path[at]), path, at + 1, value);
    }
  }

  /** With a list in the place of each object whose keys are numbers. */
  private static JsonNode lists(JsonNode value) {
    if (!(value instanceof ObjectNode object) || object.isEmpty()) {
      return value;
    }
    boolean isList = true;
    TreeMap<Integer, JsonNode> elements = new TreeMap<>();
    ObjectNode copy = NODES.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode inner = lists(field.getValue());
      copy.set(field.getKey(), inner);
      isList &= field.getKey().matches("\\d{1,6}");
      if (isList) {
        elements.put(Integer.parseInt(field.getKey()), inner);
      }
    }
    if (!isList) {
      return copy;
    }
    ArrayNode list = NODES.arrayNode();
    elements.values().forEach(list::add);
    return list;
  }
}
