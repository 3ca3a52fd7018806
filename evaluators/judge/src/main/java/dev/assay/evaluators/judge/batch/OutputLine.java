package dev.assay.evaluators.judge.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a batch's output or error file.
 *
 * @param callId the {@code custom_id}
 * @param status of HTTP; 0 when there was no response
 * @param body of the response exactly as it stands in the line; null when there is none, or it is
 *     too large
 * @param errorCode of a request without a response, or null
 */
record OutputLine(String callId, int status, @Nullable String body, @Nullable String errorCode) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern CALL_ID =
      Pattern.compile("\"custom_id\"\\s*:\\s*\"([^\"\\\\]{1,64})\"");
  private static final Pattern STATUS = Pattern.compile("\"status_code\"\\s*:\\s*(\\d{3})\\b");
  private static final int NEAR = 4096;

  /** Reads a line; empty when it cannot be told whose it is. */
  static Optional<OutputLine> read(String line) {
    Fields fields = new Fields();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        fields.take(json, line);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    String callId = fields.callId;
    return callId == null
        ? Optional.empty()
        : Optional.of(new OutputLine(callId, fields.status, fields.body, fields.errorCode));
  }

  /** Reads what can be read of the beginning of a line that is too long. */
  static Optional<OutputLine> readCut(String beginning) {
    String near = beginning.substring(0, Math.min(NEAR, beginning.length()));
    Matcher id = CALL_ID.matcher(near);
    Matcher status = STATUS.matcher(near);
    return id.find() && status.find()
        ? Optional.of(new OutputLine(id.group(1), Integer.parseInt(status.group(1)), null, null))
        : Optional.empty();
  }

  private static final class Fields {
    private @Nullable String callId;
    private int status;
    private @Nullable String body;
    private @Nullable String errorCode;

    void take(JsonParser json, String line) throws IOException {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "custom_id" -> callId = json.getValueAsString();
        case "response" -> {
          while (value == JsonToken.START_OBJECT && json.nextToken() == JsonToken.FIELD_NAME) {
            response(json, line);
          }
        }
        case "error" -> {
          while (value == JsonToken.START_OBJECT && json.nextToken() == JsonToken.FIELD_NAME) {
            error(json);
          }
        }
        default -> json.skipChildren();
      }
    }

    private void response(JsonParser json, String line) throws IOException {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "status_code" -> status = json.getValueAsInt();
        case "body" -> {
          int from = (int) json.currentTokenLocation().getCharOffset();
          json.skipChildren();
          json.finishToken();
          body = line.substring(from, (int) json.currentLocation().getCharOffset());
        }
        default -> json.skipChildren();
      }
    }

    private void error(JsonParser json) throws IOException {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("code")) {
        errorCode = json.getValueAsString("");
      } else {
        json.skipChildren();
      }
    }
  }
}
