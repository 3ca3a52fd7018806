package dev.assay.tests.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.ToolCall;
import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import dev.assay.installation.Home;
import dev.assay.results.query.StoredConversation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file's conversations, of which all must be understood. */
final class ReadArchive {

  private ReadArchive() {}

  /**
   * Takes the file into a home of its own.
   *
   * @param folder an empty one
   */
  static List<Conversation> conversations(Path file, Path folder) throws IOException {
    TestHome home = new TestHome(folder);
    CommandRun run = home.run("ingest", file.toString());
    assertThat(run.exitCode()).as(run.errors() + run.output()).isZero();
    assertThat(home.rows("SELECT reason, message FROM quarantine")).isEmpty();
    return StoredConversation.first(new Home(home.root()).warehouse(), "default", 10);
  }

  /** A line for each message, and below it one for each of its calls. */
  static List<String> lines(Conversation conversation) {
    List<String> lines = new ArrayList<>();
    for (Message message : conversation.messages()) {
      boolean isThought = message.type() == MessageType.AGENT_INNER_THOUGHT;
      lines.add(
          ((isThought ? "thought" : message.sender().label()) + ": " + message.text()).strip());
      message.toolCalls().forEach(call -> lines.add(line(call)));
    }
    return lines;
  }

  private static String line(ToolCall call) {
    String line = "> " + call.name() + call.arguments();
    line = call.result() == null ? line : line + " = " + call.result();
    return call.error() == null ? line : line + " ! " + call.error();
  }
}
