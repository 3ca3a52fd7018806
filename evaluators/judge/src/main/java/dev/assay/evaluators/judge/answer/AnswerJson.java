package dev.assay.evaluators.judge.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one object of answers in what a judge wrote, whatever stands around it, and reads as
 * much of it as there is. What is wrong with one answer stays with that answer.
 */
final class AnswerJson {

  /** The most places at which a JSON object is looked for. */
  private static final int MOST_PLACES = 64;

  private static final String ANSWERS = "answers";

  /** Numbers and nesting are bounded by the size of the answer, which is bounded before. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private AnswerJson() {}

  /** What was found in a text. */
  sealed interface Found {

    /**
     * One object of answers.
     *
     * @param items what was said to each question, by its name
     * @param complete whether the object ends; if not, further answers may be lost
     */
    record Answers(Map<String, Item> items, boolean complete) implements Found {}

    /**
     * None, or more than one.
     *
     * @param problem which, quoting nothing
     */
    record Nothing(String problem) implements Found {}
  }

  /** What was said to one question. */
  sealed interface Item {

    /**
     * An object with the fields of an answer.
     *
     * @param applicable true, false or not said
     * @param value a Boolean, Double, String, {@link Kind} or null for not said
     * @param reason or null for not said
     * @param messages names of messages as they were given
     */
    record Answered(
        @Nullable Boolean applicable,
        @Nullable Object value,
        @Nullable String reason,
        List<String> messages)
        implements Item {}

    /**
     * Something else.
     *
     * @param problem what, quoting nothing
     */
    record Broken(String problem) implements Item {}
  }

  /** Values that no metric has. */
  enum Kind {
    /** The word null. */
    NULL,
    /** A list or an object. */
    STRUCTURE
  }

  static Found find(String text) {
    char[] characters = text.toCharArray();
    Attempt found = null;
    int from = text.indexOf('{');
    for (int places = 0; from >= 0 && places < MOST_PLACES; places++) {
      Attempt attempt = new Attempt(characters, from);
      attempt.read();
      if (attempt.begun) {
        if (found != null) {
          return new Found.Nothing("it holds more than one object of answers");
        }
        found = attempt;
      }
      from = text.indexOf('{', attempt.end);
    }
    if (found == null) {
      return new Found.Nothing("it holds no JSON object with \"answers\"");
    }
    return found.repeated
        ? new Found.Nothing("\"answers\" is given twice")
        : new Found.Answers(found.items, found.complete);
  }

  /** Reads one JSON object from a place on. */
  private static final class Attempt {
    private final char[] text;
    private final int from;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private boolean begun;
    private boolean repeated;
    private boolean complete;
    private int end;

    Attempt(char[] text, int from) {
      this.text = text;
      this.from = from;
      this.end = from + 1;
    }

    void read() {
      try (JsonParser json = JSON.createParser(text, from, text.length - from)) {
        json.nextToken();
        String open = null;
        try {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean answers = json.currentName().equals(ANSWERS);
            if (json.nextToken() == JsonToken.START_OBJECT && answers) {
              repeated |= begun;
              begun = true;
              while (json.nextToken() == JsonToken.FIELD_NAME) {
                open = json.currentName();
                put(open, item(json));
                open = null;
              }
            } else {
              json.skipChildren();
            }
          }
          complete = json.currentToken() == JsonToken.END_OBJECT;
          end = from + (int) json.currentLocation().getCharOffset();
        } catch (IOException e) {
          if (open != null) {
            put(open, new Item.Broken("the JSON breaks off in it"));
          }
          end = begun ? Math.max(end, offset(json)) : from + 1;
        }
      } catch (IOException e) {
        end = from + 1;
      }
    }

    private int offset(JsonParser json) {
      return from + (int) json.currentLocation().getCharOffset();
    }

    private void put(String name, Item item) {
      if (items.put(name, item) != null) {
        items.put(name, new Item.Broken("it is answered twice"));
      }
    }

    private static Item item(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return new Item.Broken("its answer is no JSON object");
      }
      Set<String> seen = new HashSet<>();
      String problem = null;
      Boolean applicable = null;
      Object value = null;
      String reason = null;
      List<String> messages = List.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (!seen.add(name)) {
          problem = "a field of its answer is given twice";
        }
        JsonToken token = json.nextToken();
        switch (name) {
          case "value" -> value = value(json, token);
          case "applicable" -> {
            applicable = token.isBoolean() ? Boolean.valueOf(token == JsonToken.VALUE_TRUE) : null;
            problem = token.isBoolean() ? problem : "its \"applicable\" is neither true nor false";
          }
          case "reason" -> {
            boolean said = token == JsonToken.VALUE_STRING;
            reason = said ? json.getText() : null;
            problem = said || token == JsonToken.VALUE_NULL ? problem : "its \"reason\" is no text";
          }
          case "messages" -> {
            List<String> names = messages(json, token);
            messages = names == null ? List.of() : names;
            problem = names == null ? "its \"messages\" are no list of texts" : problem;
          }
          default -> {}
        }
        json.skipChildren();
      }
      return problem == null
          ? new Item.Answered(applicable, value, reason, messages)
          : new Item.Broken(problem);
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
      return switch (token) {
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> Kind.NULL;
        case VALUE_STRING -> json.getText();
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getText());
        default -> Kind.STRUCTURE;
      };
    }

    private static Double number(String text) {
      return switch (text) {
        case "INF", "+INF" -> Double.POSITIVE_INFINITY;
        case "-INF" -> Double.NEGATIVE_INFINITY;
        default -> Double.valueOf(text);
      };
    }

    /** The texts of a list, none for null, or null when it is anything else. */
    private static @Nullable List<String> messages(JsonParser json, JsonToken token)
        throws IOException {
      if (token == JsonToken.VALUE_NULL) {
        return List.of();
      }
      if (token != JsonToken.START_ARRAY) {
        return null;
      }
      List<String> names = new ArrayList<>();
      boolean texts = true;
      JsonToken next = json.nextToken();
      while (next != JsonToken.END_ARRAY) {
        texts &= next == JsonToken.VALUE_STRING;
        if (texts) {
          names.add(json.getText());
        }
        json.skipChildren();
        next = json.nextToken();
      }
      return texts ? names : null;
    }
  }
}
