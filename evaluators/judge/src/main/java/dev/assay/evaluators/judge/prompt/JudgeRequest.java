package dev.assay.evaluators.judge.prompt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to a judge.
 *
 * @param model the model
 * @param temperature 0 to 2
 * @param seed or null for none
 * @param maxOutputTokens the most that the model may write
 * @param transcript the conversation
 * @param questions what is asked; not empty
 */
public record JudgeRequest(
    String model,
    double temperature,
    @Nullable Long seed,
    long maxOutputTokens,
    Transcript transcript,
    List<Question> questions) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int ROOM = 2048;

  public JudgeRequest {
    questions = List.copyOf(questions);
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("Invalid request: it asks nothing");
    }
  }

  /**
   * An answer that could not be used, to be mended by a second request.
   *
   * @param answer what the judge wrote; blank for nothing
   * @param problem what is wrong with it, quoting nothing of it
   */
  public record Repair(String answer, String problem) {
    private static final int LONGEST = 8000;

    /** The same of an answer of any length, of which the beginning is quoted. */
    public static Repair of(String answer, String problem) {
      return new Repair(answer.substring(0, Math.min(answer.length(), LONGEST)), problem);
    }
  }

  /** What decides the answers beside the messages, as one line of JSON. */
  public String parameters() {
    return "{\"temperature\":"
        + temperature
        + ",\"seed\":"
        + seed
        + ",\"max_output_tokens\":"
        + maxOutputTokens
        + "}";
  }

  /** The first request's body: UTF-8 JSON. */
  public byte[] body(Dialect dialect) {
    return body(dialect, null);
  }

  /**
   * The body in a server's dialect, with the plea for a better answer when there was a bad one. A
   * request after an answer of nothing is the first one again.
   */
  public byte[] body(Dialect dialect, @Nullable Repair repair) {
    String user = PromptTemplate.user(transcript, questions);
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(user.length() + user.length() / 4 + ROOM);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model", model);
      json.writeArrayFieldStart("messages");
      message(json, "system", PromptTemplate.system());
      message(json, "user", user);
      if (repair != null && !repair.answer().isBlank()) {
        message(json, "assistant", repair.answer());
        message(json, "user", PromptTemplate.repair(repair.problem()));
      }
      json.writeEndArray();
      number(json, "temperature", temperature);
      if (seed != null) {
        json.writeNumberField("seed", seed);
      }
      json.writeNumberField(dialect.tokenLimitName(), maxOutputTokens);
      format(json, dialect.format());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a request to the judge", e);
    }
    return bytes.toByteArray();
  }

  /** The texts of a request that are the same for every conversation and question. */
  public static String frame() {
    return PromptTemplate.system()
        + PromptTemplate.user(new Transcript("", List.of(), null), List.of())
        + AnswerSchema.of(List.of());
  }

  /** The text that asks for a better answer, without what was wrong. */
  public static String plea() {
    return PromptTemplate.repair("");
  }

  /** All that one question adds to a request: its line and its part of the schema. */
  public static String part(Question question) {
    return question.line() + AnswerSchema.part(question);
  }

  private void format(JsonGenerator json, ResponseFormat format) throws IOException {
    switch (format) {
      case JSON_SCHEMA -> {
        json.writeObjectFieldStart("response_format");
        json.writeStringField("type", "json_schema");
        json.writeObjectFieldStart("json_schema");
        json.writeStringField("name", "answers");
        json.writeBooleanField("strict", true);
        json.writeFieldName("schema");
        json.writeRawValue(AnswerSchema.of(questions));
        json.writeEndObject();
        json.writeEndObject();
      }
      case JSON_OBJECT -> {
        json.writeObjectFieldStart("response_format");
        json.writeStringField("type", "json_object");
        json.writeEndObject();
      }
      case TEXT -> {}
    }
  }

  private static void message(JsonGenerator json, String role, String content) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeStringField("content", content);
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (value == Math.rint(value)) {
      json.writeNumberField(name, (long) value);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
