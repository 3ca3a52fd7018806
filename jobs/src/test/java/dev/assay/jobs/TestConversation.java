package dev.assay.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Builds one line of a native archive. */
public final class TestConversation {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

  private final ObjectNode record = JSON.createObjectNode();
  private final ArrayNode messages = JSON.createArrayNode();

  private TestConversation() {}

  /** A conversation whose id ends in {@code number}. */
  public static TestConversation of(int number) {
    TestConversation conversation = new TestConversation();
    conversation.record.put("id", id(number));
    return conversation;
  }

  /** The id of conversation {@code number}: 24 digits, which stay as they are. */
  public static String id(int number) {
    return "%024d".formatted(number);
  }

  public TestConversation service(String id) {
    record.put("service_id", id);
    return this;
  }

  public TestConversation createdAt(Instant time) {
    record.put("created_at", time.toString());
    return this;
  }

  public TestConversation unfinished() {
    record.put("is_finished", false);
    return this;
  }

  /** A repetition of a simulation unit test. */
  public TestConversation simulation(String run, String test, int index) {
    record
        .putObject("simulation")
        .put("simulation_unit_test_set_run_id", run)
        .put("unit_test_id", test)
        .put("run_index", index);
    return this;
  }

  /** A message of the user's, a second later than the one before. */
  public TestConversation user(String text) {
    return message("user", text);
  }

  /** A message of the agent's, a second later than the one before. */
  public TestConversation agent(String text) {
    return message("agent", text);
  }

  /** Takes the times of all messages away. */
  public TestConversation withoutTimes() {
    messages.forEach(message -> ((ObjectNode) message).remove("created_at"));
    return this;
  }

  /** The line. */
  public String line() {
    record.set("messages", messages);
    return record.toString();
  }

  private TestConversation message(String sender, String text) {
    messages
        .addObject()
        .put("sender", sender)
        .put("message", text)
        .put("created_at", START.plusSeconds(messages.size()).toString());
    return this;
  }
}
