package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Makes an answer that a JSON schema allows, of the keywords that structured outputs know: type,
 * properties, items, enum, const, anyOf, oneOf, allOf, $ref, and the bounds of numbers, texts and
 * lists. A keyword that it would have to ignore is an error, so that an answer always fits.
 */
final class SchemaFiller {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_VALUES = 10_000;
  private static final Set<String> UNSUPPORTED =
      Set.of("pattern", "not", "if", "dependentSchemas", "dependentRequired", "patternProperties");

  private static final List<String> BOUNDS =
      List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

  private final JsonNode root;
  private final Opinion opinion;
  private Parts parts = Parts.NONE;
  private int values;

  private SchemaFiller(JsonNode root, Opinion opinion) {
    this.root = root;
    this.opinion = opinion;
  }

  /**
   * An answer.
   *
   * @throws ApiError 400, when the schema has what is not supported, or nothing can fit it
   */
  static JsonNode fill(JsonNode schema, Opinion opinion) {
    return new SchemaFiller(schema, opinion).value(schema, Place.ROOT, 0);
  }

  private JsonNode value(JsonNode given, Place from, int depth) {
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
      throw unsupported(from, "it is nested too deeply, or has too many values");
    }
    JsonNode schema = resolved(given, from);
    Place place = from.describedAs(schema.path("description").asText(""));
    for (String keyword : UNSUPPORTED) {
      if (schema.has(keyword)) {
        throw unsupported(place, "the keyword '%s'".formatted(keyword));
      }
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").isArray()) {
      return choice(schema.get("enum"), place);
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (schema.path(keyword).isArray() && !schema.path(keyword).isEmpty()) {
        return value(alternative(schema.path(keyword), place), place, depth + 1);
      }
    }
    return ofType(type(schema, place), schema, place, depth);
  }

  private JsonNode ofType(String type, JsonNode schema, Place place, int depth) {
    return switch (type) {
      case "object" -> object(schema, place, depth);
      case "array" -> array(schema, place, depth);
      case "boolean" -> BooleanNode.valueOf(truth(place));
      case "integer", "number" -> number(type, schema, place);
      case "string" -> text(schema, place);
      case "null" -> NullNode.instance;
      default -> throw unsupported(place, "the type '%s'".formatted(type));
    };
  }

  private JsonNode number(String type, JsonNode schema, Place place) {
    boolean isBounded = BOUNDS.stream().anyMatch(schema::has) || schema.has("multipleOf");
    JsonNode bounded = isBounded ? schema : opinion.bounded(schema, place, parts);
    return NumberRange.of(bounded, type, place).draw(opinion.draw(place.path()));
  }

  /** Follows references, and lays the parts of allOf over one another. */
  private JsonNode resolved(JsonNode given, Place place) {
    JsonNode schema = given;
    for (int i = 0; schema.has("$ref"); i++) {
      String reference = schema.get("$ref").asText("");
      if (!reference.startsWith("#") || i > MAX_DEPTH) {
        throw unsupported(place, "the reference '%s'".formatted(reference));
      }
      schema = root.at(reference.substring(1));
      if (schema.isMissingNode()) {
        throw unsupported(place, "the reference '%s', which leads nowhere".formatted(reference));
      }
    }
    if (schema.isBoolean() && schema.booleanValue()) {
      return Json.object();
    }
    if (!(schema instanceof ObjectNode object)) {
      throw unsupported(place, "a schema that is no object");
    }
    if (!object.path("allOf").isArray()) {
      return object;
    }
    ObjectNode merged = object.deepCopy();
    merged.remove("allOf");
    for (JsonNode part : object.get("allOf")) {
      merge(merged, resolved(part, place));
    }
    return merged;
  }

  private static void merge(ObjectNode into, JsonNode part) {
    part.properties()
        .forEach(
            field -> {
              if (field.getKey().equals("properties")
                  && into.get("properties") instanceof ObjectNode known) {
                known.setAll((ObjectNode) field.getValue().deepCopy());
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  private JsonNode alternative(JsonNode alternatives, Place place) {
    List<JsonNode> values = new ArrayList<>();
    List<JsonNode> nulls = new ArrayList<>();
    alternatives.forEach(a -> (a.path("type").asText("").equals("null") ? nulls : values).add(a));
    if (values.isEmpty() || (!nulls.isEmpty() && isNull(place))) {
      return nulls.get(0);
    }
    return values.get(opinion.draw(place.path()).below(values.size()));
  }

  private String type(JsonNode schema, Place place) {
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      return type.textValue();
    }
    if (type.isArray() && !type.isEmpty()) {
      List<String> names =
          StreamSupport.stream(type.spliterator(), false).map(n -> n.asText("")).toList();
      List<String> values = names.stream().filter(n -> !n.equals("null")).toList();
      boolean nullable = values.size() < names.size();
      return values.isEmpty() || (nullable && isNull(place))
          ? "null"
          : values.get(opinion.draw(place.path()).below(values.size()));
    }
    if (schema.has("properties")) {
      return "object";
    }
    return schema.has("items") ? "array" : "string";
  }

  private boolean isNull(Place place) {
    return opinion.verdict(place, parts).isEmpty()
        && opinion.draw(place.company() + "/null").chance(opinion.nullRate());
  }

  /** Whether a property of this name says if there is a value at all. */
  static boolean isApplicability(String name) {
    return name.toLowerCase(Locale.ROOT).contains("applicable");
  }

  private boolean truth(Place place) {
    if (isApplicability(place.name())) {
      return place.name().toLowerCase(Locale.ROOT).contains("not") == isNull(place);
    }
    return opinion.verdict(place, parts).orElseGet(() -> opinion.draw(place.path()).chance(0.5));
  }

  private JsonNode choice(JsonNode choices, Place place) {
    if (choices.isEmpty()) {
      throw unsupported(place, "an enum without values");
    }
    Optional<Boolean> verdict = opinion.verdict(place, parts);
    if (verdict.isPresent()) {
      String[] words = verdict.get() ? new String[] {"yes", "true"} : new String[] {"no", "false"};
      for (JsonNode choice : choices) {
        if (choice.asText("").equalsIgnoreCase(words[0])
            || choice.asText("").equalsIgnoreCase(words[1])) {
          return choice;
        }
      }
    }
    List<JsonNode> values =
        StreamSupport.stream(choices.spliterator(), false).filter(c -> !c.isNull()).toList();
    boolean nullable = values.size() < choices.size();
    return values.isEmpty() || (nullable && isNull(place))
        ? NullNode.instance
        : values.get(opinion.draw(place.path()).below(values.size()));
  }

  private JsonNode object(JsonNode schema, Place place, int depth) {
    if (parts.isEmpty()) {
      parts = Parts.of(schema);
    }
    JsonNode properties = schema.path("properties");
    boolean isOptional = properties.propertyStream().anyMatch(p -> isApplicability(p.getKey()));
    ObjectNode object = Json.object();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String name = property.getKey();
      Place child = place.child(name);
      if (place.part().isEmpty() && parts.names().contains(name)) {
        child = child.inPart(name);
      }
      if (isOptional) {
        child = child.inCompanyOf(place);
      }
      object.set(name, value(property.getValue(), child, depth + 1));
    }
    for (JsonNode required : schema.path("required")) {
      if (!object.has(required.asText())) {
        object.put(required.asText(), "");
      }
    }
    return object;
  }

  private JsonNode array(JsonNode schema, Place place, int depth) {
    int least = bound(schema, "minItems", 0, place);
    int most = bound(schema, "maxItems", Math.max(3, least), place);
    JsonNode items = schema.path("items");
    JsonNode choices = items.isObject() ? resolved(items, place).path("enum") : items;
    if (!choices.isArray() && items.path("type").asText("").equals("string")) {
      choices = references();
    }
    Draw draw = opinion.draw(place.path() + "/size");
    int size = least + draw.below(Math.min(most, least + 3) - least + 1);
    ArrayNode array = Json.array();
    if (choices.isArray()) {
      List<JsonNode> left = new ArrayList<>();
      choices.forEach(left::add);
      for (int i = 0; i < size && !left.isEmpty(); i++) {
        array.add(left.remove(opinion.draw(place.path() + '/' + i).below(left.size())));
      }
      if (array.size() < least && schema.path("uniqueItems").asBoolean()) {
        throw unsupported(place, "more distinct items than there are");
      }
    }
    while (array.size() < (choices.isArray() ? least : size)) {
      JsonNode item = items.isObject() ? items : Json.object();
      array.add(value(item, place.child(Integer.toString(array.size())), depth + 1));
    }
    return array;
  }

  /** Texts of which no schema says which are right: what can be referred to, or none. */
  private JsonNode references() {
    ArrayNode references = Json.array();
    opinion.references().forEach(references::add);
    return references;
  }

  private JsonNode text(JsonNode schema, Place place) {
    int least = bound(schema, "minLength", 0, place);
    int most = bound(schema, "maxLength", 100_000, place);
    String format = schema.path("format").asText("");
    String text =
        format.isEmpty() ? Wording.sentence(opinion.draw(place.path())) : Wording.of(format);
    StringBuilder fitting = new StringBuilder(text);
    while (fitting.length() < least) {
      fitting.append(' ').append(text);
    }
    if (fitting.length() > most) {
      fitting.setLength(most);
    }
    return TextNode.valueOf(fitting.toString());
  }

  private static int bound(JsonNode schema, String keyword, int absent, Place place) {
    JsonNode bound = schema.path(keyword);
    if (bound.isMissingNode()) {
      return absent;
    }
    if (!bound.canConvertToInt() || bound.intValue() < 0 || bound.intValue() > 100_000) {
      throw unsupported(place, "%s %s".formatted(keyword, bound));
    }
    return bound.intValue();
  }

  static ApiError unsupported(Place place, String what) {
    return ApiError.invalid(
        "response_format",
        "Invalid schema at '%s': the simulator does not support %s".formatted(place.path(), what));
  }
}
