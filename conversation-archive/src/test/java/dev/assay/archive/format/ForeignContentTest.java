package dev.assay.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One foreign part, anywhere, and nothing of the record is taken in. */
class ForeignContentTest {
  private static final int SEEDS = 200;
  private static final List<String> CONTENTS =
      List.of("parts", "content", "message", "value", "text");

  static List<Arguments> shapes() {
    return SharedContentTest.shapes();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void isNeverHalfRead(String format, String record) {
    for (int seed = 0; seed < SEEDS; seed++) {
      JsonNode json = Records.json(record.replace("@", "\\\""));
      String where = spoil(json, new Random(seed));

      UnreadableRecord rejected = Records.rejected(json.toString());

      assertThat(rejected.reason()).as(where).isEqualTo(RejectionReason.UNREAD_CONTENT);
      assertThat(rejected).as(where).hasMessageContaining("hologram");
    }
  }

  /** Puts something foreign into one message, or in the place of its content. */
  private static String spoil(JsonNode record, Random random) {
    List<ObjectNode> messages = new ArrayList<>();
    for (String list : List.of("messages", "contents", "conversations", "input", "output")) {
      record
          .path(list)
          .forEach(
              message -> {
                JsonNode inner =
                    message.path("kwargs").isObject() ? message.path("kwargs") : message;
                inner = inner.path("data").isObject() ? inner.path("data") : inner;
                if (CONTENTS.stream().anyMatch(inner::has)) {
                  messages.add((ObjectNode) inner);
                }
              });
    }
    ObjectNode message = messages.get(random.nextInt(messages.size()));
    String field = CONTENTS.stream().filter(message::has).findFirst().orElseThrow();
    JsonNode content = message.get(field);
    if (content instanceof ArrayNode parts) {
      parts.insert(random.nextInt(parts.size() + 1), foreign(random));
    } else if (List.of("message", "value").contains(field)
        || (random.nextBoolean() && !message.has("tool_calls"))) {
      message.remove(List.of("tool_calls", "reasoning", "reasoning_content", "content", field));
      message.set("hologram", foreign(random));
    } else {
      message.putArray(field).add(content).add(foreign(random));
    }
    return message.toString();
  }

  private static ObjectNode foreign(Random random) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    switch (random.nextInt(5)) {
      case 0 -> part.put("type", "hologram").put("text", "Sorry");
      case 1 -> part.put("type", "text").put("hologram", "Sorry");
      case 2 -> part.put("text", "Sorry").put("hologram", "Sorry");
      case 3 -> part.putObject("hologram").put("text", "Sorry");
      default -> part.put("type", "tool_use").put("hologram", "Sorry");
    }
    return part;
  }
}
