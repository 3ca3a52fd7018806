package dev.assay.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's persisted JSON forms, canonical: keys sorted, no white space, and a number that is
 * whole written without a fraction, so that equal definitions are equal texts.
 *
 * <p>A metric value is {@code {"type":"boolean"}}, {@code
 * {"lower_bound":1,"type":"numerical","upper_bound":10}} or {@code
 * {"categories":["a"],"type":"categorical"}}. An evaluator is its settings with {@code type} among
 * them: {@code {"expression":"…","type":"code"}}.
 *
 * <p>Reading throws {@link IllegalArgumentException} with the offending text when it is no such
 * JSON; unknown fields of a metric value are ignored.
 */
public final class CatalogJson {
  /** The key of a value's or an evaluator's type. */
  public static final String TYPE = "type";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private CatalogJson() {}

  public static String write(MetricValue value) {
    TreeMap<String, @Nullable Object> fields = new TreeMap<>();
    fields.put(TYPE, value.type());
    if (value instanceof MetricValue.NumericalValue numerical) {
      fields.put("lower_bound", canonical(numerical.lowerBound()));
      fields.put("upper_bound", canonical(numerical.upperBound()));
    } else if (value instanceof MetricValue.CategoricalValue categorical) {
      fields.put("categories", categorical.categories());
    }
    return text(fields);
  }

  public static MetricValue readMetricValue(String json) {
    Map<?, ?> fields = object(json);
    Object type = fields.get(TYPE);
    if ("boolean".equals(type)) {
      return new MetricValue.BooleanValue();
    }
    if ("numerical".equals(type)
        && fields.get("lower_bound") instanceof Number lower
        && fields.get("upper_bound") instanceof Number upper) {
      return new MetricValue.NumericalValue(lower.doubleValue(), upper.doubleValue());
    }
    if ("categorical".equals(type) && fields.get("categories") instanceof List<?> categories) {
      return new MetricValue.CategoricalValue(categories.stream().map(String::valueOf).toList());
    }
    throw new IllegalArgumentException("Invalid metric value: " + json);
  }

  public static String write(EvaluatorDefinition evaluator) {
    EvaluatorDefinition canonical = canonical(evaluator);
    TreeMap<String, @Nullable Object> fields = new TreeMap<>(canonical.settings());
    fields.put(TYPE, canonical.type());
    return text(fields);
  }

  public static EvaluatorDefinition readEvaluator(String json) {
    TreeMap<String, Object> settings = new TreeMap<>();
    object(json)
        .forEach(
            (key, value) -> {
              if (value != null) {
                settings.put(String.valueOf(key), value);
              }
            });
    if (settings.remove(TYPE) instanceof String type) {
      return canonical(new EvaluatorDefinition(type, settings));
    }
    throw new IllegalArgumentException("Invalid evaluator: no text 'type' in " + json);
  }

  /**
   * The same evaluator with its settings in canonical form: integers that fit as {@code Integer} or
   * {@code Long}, other numbers as {@code Double}, maps sorted; settings that are null are dropped.
   *
   * @throws IllegalArgumentException when a setting is no JSON value
   */
  public static EvaluatorDefinition canonical(EvaluatorDefinition evaluator) {
    TreeMap<String, Object> settings = new TreeMap<>();
    evaluator
        .settings()
        .forEach(
            (name, value) -> {
              Object canonical = canonical(value);
              if (canonical != null) {
                settings.put(name, canonical);
              }
            });
    return new EvaluatorDefinition(evaluator.type(), settings);
  }

  static String writeTexts(SortedSet<String> texts) {
    return text(texts);
  }

  static SortedSet<String> readTexts(String json) {
    TreeSet<String> texts = new TreeSet<>();
    if (value(json) instanceof List<?> list) {
      list.forEach(text -> texts.add(String.valueOf(text)));
      return texts;
    }
    throw new IllegalArgumentException("Invalid list of texts: " + json);
  }

  static String writeTags(SortedMap<String, @Nullable String> tags) {
    return text(tags);
  }

  static SortedMap<String, @Nullable String> readTags(String json) {
    TreeMap<String, @Nullable String> tags = new TreeMap<>();
    object(json)
        .forEach(
            (key, value) ->
                tags.put(String.valueOf(key), value == null ? null : String.valueOf(value)));
    return tags;
  }

  private static @Nullable Object canonical(@Nullable Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return canonicalNumber(number);
    }
    if (value instanceof List<?> list) {
      ArrayList<@Nullable Object> canonical = new ArrayList<>(list.size());
      list.forEach(item -> canonical.add(canonical(item)));
      return Collections.unmodifiableList(canonical);
    }
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, @Nullable Object> canonical = new TreeMap<>();
      map.forEach((key, item) -> canonical.put(String.valueOf(key), canonical(item)));
      return Collections.unmodifiableSortedMap(canonical);
    }
    throw new IllegalArgumentException(
        "%s is a %s, which is no JSON value; use text, numbers, booleans, lists and maps"
            .formatted(value, value.getClass().getSimpleName()));
  }

  private static Number canonicalNumber(Number number) {
    if (number instanceof Integer) {
      return number;
    }
    finite(number.doubleValue());
    BigDecimal exact =
        number instanceof BigInteger integer
            ? new BigDecimal(integer)
            : new BigDecimal(number.toString());
    try {
      long whole = exact.longValueExact();
      return whole == (int) whole ? (Number) (int) whole : (Number) whole;
    } catch (ArithmeticException notWholeOrTooLarge) {
      return finite(exact.doubleValue());
    }
  }

  private static double finite(double number) {
    if (Double.isFinite(number)) {
      return number;
    }
    throw new IllegalArgumentException("%s is no JSON number; use a finite one".formatted(number));
  }

  private static Map<?, ?> object(String json) {
    if (value(json) instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("Invalid JSON, an object is needed: " + json);
  }

  private static @Nullable Object value(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid JSON: " + json, e);
    }
  }

  private static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write as JSON: " + value, e);
    }
  }
}
