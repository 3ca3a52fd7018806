package dev.assay.evaluators.judge.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.Score;
import dev.assay.evaluators.ScoreCheck;
import dev.assay.evaluators.Usage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's form of an answer: {@code {"applicable":true,"value":7,"reason":"…","messages":
 * ["5f0c…"]}}, with the ids of the archive. What is read back is checked again, because the ledger
 * outlives this program.
 */
public final class StoredAnswer {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StoredAnswer() {}

  /** Writes a scored or not applicable evaluation. */
  public static String write(Evaluation evaluation) {
    if (evaluation instanceof Evaluation.Scored scored) {
      return write(scored.value(), scored.justification(), scored.references());
    }
    if (evaluation instanceof Evaluation.NotApplicable none) {
      return write(null, none.justification(), none.references());
    }
    throw new IllegalArgumentException("Invalid answer: a failure is none: " + evaluation);
  }

  private static String write(
      @Nullable Score value, @Nullable String reason, List<String> references) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeBooleanField("applicable", value != null);
      if (value instanceof Score.BooleanScore truth) {
        json.writeBooleanField("value", truth.value());
      } else if (value instanceof Score.NumericalScore number) {
        json.writeNumberField("value", number.value());
      } else if (value instanceof Score.CategoricalScore category) {
        json.writeStringField("value", category.value());
      }
      if (reason != null) {
        json.writeStringField("reason", reason);
      }
      json.writeArrayFieldStart("messages");
      for (String reference : references) {
        json.writeString(reference);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write an answer for the ledger", e);
    }
    return text.toString();
  }

  /** Reads an answer of the ledger as one to this metric on this conversation. */
  public static Evaluation read(
      String stored, Usage usage, MetricVersion version, Conversation conversation) {
    JsonNode answer;
    try {
      answer = MAPPER.readTree(stored);
    } catch (JsonProcessingException e) {
      return unreadable(version, "it is no JSON");
    }
    JsonNode applicable = answer.path("applicable");
    JsonNode messages = answer.path("messages");
    if (!applicable.isBoolean() || !messages.isArray()) {
      return unreadable(version, "it lacks \"applicable\" or \"messages\"");
    }
    List<String> references = new ArrayList<>(messages.size());
    messages.forEach(message -> references.add(message.asText()));
    if (!references.isEmpty() && !inOrder(references, conversation)) {
      return FailureCode.INVALID_REFERENCE.failed(
          "Cannot use the stored answer to '%s' version %d: it names messages that the conversation does not have"
              .formatted(version.metricName(), version.version()));
    }
    String reason = answer.path("reason").isTextual() ? answer.path("reason").textValue() : null;
    if (!applicable.booleanValue()) {
      return new Evaluation.NotApplicable(reason, references, usage);
    }
    ScoreCheck check = ScoreCheck.of(version, value(answer.path("value")));
    return check instanceof ScoreCheck.Accepted accepted
        ? new Evaluation.Scored(accepted.score(), reason, references, usage)
        : ((ScoreCheck.Refused) check).failure();
  }

  private static Object value(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return value.isTextual() ? value.textValue() : AnswerJson.Kind.STRUCTURE;
  }

  private static boolean inOrder(List<String> references, Conversation conversation) {
    Set<String> wanted = new HashSet<>(references);
    List<String> found =
        conversation.messages().stream().map(Message::id).filter(wanted::contains).toList();
    return found.equals(references);
  }

  private static Evaluation unreadable(MetricVersion version, String problem) {
    return AnswerFailure.MALFORMED_ANSWER.failed(
        version, "the ledger's answer cannot be read: " + problem);
  }
}
