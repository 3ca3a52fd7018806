package dev.assay.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveInspectCommandTest {

  @TempDir Path folder = Path.of("");

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(
        folder.resolve(name), String.join("\n", lines).replace('\'', '"') + "\n");
  }

  private static CommandRun inspect(Path... paths) {
    return CommandRun.of(
        Stream.concat(Stream.of("archive", "inspect"), Stream.of(paths).map(Path::toString))
            .toArray(String[]::new));
  }

  @Test
  void tellsHowEachRecordIsRead() throws IOException {
    write(
        "a-10.jsonl",
        "{'session_id':'s1','created_at':1795168800,'user':'u','model':'m','messages':["
            + "{'role':'user','content':'Where is PX-1?'},{'role':'assistant','usage':{'n':1},"
            + "'content':[{'type':'text','text':'Let me see.'},"
            + "{'type':'tool_use','id':'1','name':'track','input':{'parcel':'PX-1'}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1',"
            + "'content':'no such parcel','is_error':true}]}]}",
        "{'created_at':'soon','messages':[{'sender':'user','message':'hi'}]}",
        "{'messages':[{'role':'user','content':[{'type':'hologram','data':'x'}]}]}");
    write("a-9.json", "[{'id':'1','conversations':[{'from':'human','value':'hello'}]}]");
    write("notes.txt", "nothing");

    CommandRun run = inspect(folder);

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output())
        .containsSubsequence(
            "1          0  ",
            "a-9.json",
            "2          1  ",
            "a-10.jsonl  (unread_content)",
            "notes.txt  (not_an_archive)",
            "Formats:   chat 1, native 1, sharegpt 1",
            "Ids:       derived of the content 1, id 1, session_id 1",
            "Times:     none 2, created_at 1",
            "4 of 4 messages have none of their own",
            "1 values that stand where times stand are none",
            "Users:     none 2, user 1",
            "Services:  none 3",
            "Ignored:   messages[].usage 1, model 1",
            "Rejected:  unread_content 1",
            "a-10.jsonl:3: Cannot read all of messages[0].content[0]: no format knows such a part;"
                + " it has type \"hologram\", \"data\"",
            "The first conversation, of a-9.json:1:",
            "user: hello",
            "Evaluate them:  ./assay nightly --home my-home --archive " + folder);
  }

  @Test
  void showsAConversationAsAPersonReadsIt() throws IOException {
    Path file =
        write(
            "a.jsonl",
            "{'messages':[{'role':'user','content':'Where?'},{'role':'assistant',"
                + "'reasoning':'I look','content':[{'type':'tool_use','id':'1','name':'track',"
                + "'input':{'parcel':'PX-1'}}]},{'role':'user','content':[{'type':'tool_result',"
                + "'tool_use_id':'1','content':'no such parcel','is_error':true}]}]}");

    assertThat(inspect(file).output())
        .containsSubsequence(
            "  user: Where?",
            "  (thinks): I look",
            "  agent:",
            "    calls track({\"parcel\":\"PX-1\"})",
            "    fails: no such parcel");
  }

  @Test
  void allFilesAndFieldsAreListedUnlessATerminalIsToShowThem() throws IOException {
    String fields =
        IntStream.rangeClosed(10, 25)
            .mapToObj("'field%d':1"::formatted)
            .collect(Collectors.joining(","));
    for (int i = 0; i < 42; i++) {
      write(
          "a-%02d.jsonl".formatted(i),
          "{%s,'messages':[{'role':'user','content':'%s'}]}".formatted(fields, "x".repeat(500)));
    }

    assertThat(inspect(folder).output())
        .contains("a-41.jsonl\n", "field25 42")
        .doesNotContain("more\n")
        .as("an example stays one")
        .contains("  user: " + "x".repeat(400) + "…\n");
    System.setProperty("assay.output.terminal", "true");
    try {
      assertThat(inspect(folder).output())
          .contains("a-39.jsonl\n", "and 2 files more\n", "field21 42, and 4 more\n")
          .doesNotContain("a-40.jsonl", "field22");
    } finally {
      System.clearProperty("assay.output.terminal");
    }
  }

  @Test
  void whatGaveNothingNeedsAPerson() throws IOException {
    Path empty = write("a.jsonl", "{'a':[{'b':1}]}");

    CommandRun run = inspect(empty);
    CommandRun missing = inspect(folder.resolve("absent.jsonl"));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.output())
        .contains("Rejected:  no_messages_list 1", "found \"a\": a list of objects with \"b\"")
        .contains("docs/archives.md has the shapes that can be");
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.output()).contains("absent.jsonl: no such file");
  }
}
