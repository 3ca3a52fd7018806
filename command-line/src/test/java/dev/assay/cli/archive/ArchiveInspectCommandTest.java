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
  @TempDir Path elsewhere = Path.of("");

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(
        folder.resolve(name), String.join("\n", lines).replace('\'', '"') + "\n");
  }

  private CommandRun inspect(Path... paths) throws IOException {
    return inspect("org: acme", Stream.of(paths).map(Path::toString).toArray(String[]::new));
  }

  private CommandRun inspect(String settings, String... arguments) throws IOException {
    Path file = Files.writeString(elsewhere.resolve("assay.yaml"), settings);
    return CommandRun.of(
        Stream.concat(
                Stream.of("archive", "inspect", "--settings", file.toString()),
                Stream.of(arguments))
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
    CommandRun traces =
        inspect(
            write(
                "t.jsonl",
                "{'id':'t','timestamp':'2026-11-20T10:00:00Z','sessionId':'s','input':{'args':['Hi']}}"));
    assertThat(traces.exitCode()).isEqualTo(3);
    assertThat(traces.output())
        .contains("unread_content 1", "t.jsonl:1: Cannot read all of input", "it has \"args\"")
        .contains("docs/archives.md has the shapes that can be")
        .doesNotContain("Evaluate them");
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.output()).contains("absent.jsonl: no such file");
  }

  private static final String DESK =
      """
      archive:
        zone: Europe/Berlin
        mappings:
          support-desk:
            id: ticket.number
            messages: ticket.log
            sender: from
            text: body
            created_at: ticket.opened
            roles: {kunde: user}
      """;

  @Test
  void readsByTheMappingsOfTheSettings() throws IOException {
    Path file =
        write(
            "a.jsonl",
            "{'ticket':{'number':7,'opened':'2026-11-03 10:00','queue':'q','log':["
                + "{'from':'kunde','body':'Where is PX-1?','device':'phone'}]}}",
            "{'ticket':{'number':8,'log':[{'from':'chef','body':'Where is PX-1?'}]}}",
            "{'id':'1','messages':[{'role':'user','content':'hello'}]}");

    CommandRun run = inspect(DESK, file.toString());

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .containsSubsequence(
            "Formats:   chat 1, support-desk 1",
            "Ids:       id 1, ticket.number 1",
            "Times:     none 1, ticket.opened 1",
            "Ignored:   ticket.log[].device 1, ticket.queue 1",
            "Rejected:  unreadable_value 1",
            "found \"chef\"",
            "user: Where is PX-1?");
  }

  @Test
  void aMappingThatMatchesNothingNeedsAPersonAndIsToldThePathsThereAre() throws IOException {
    Path file =
        write("a.jsonl", "{'messages':[{'role':'user','content':'hello'}],'case':{'number':7}}");

    CommandRun run = inspect(DESK, file.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.output())
        .contains(
            "Mapping support-desk matched no record: none has anything at ticket.log; paths there"
                + " are: case.number, messages[].content, messages[].role")
        .contains("Formats:   chat 1");
  }

  @Test
  void warnsOfIdsThatAreUniqueInTheirFileOnly() throws IOException {
    write("a.jsonl", "{'id':'1','messages':[{'role':'user','content':'hello'}]}");
    write("b.jsonl", "{'id':'1','messages':[{'role':'user','content':'Where is PX-1?'}]}");

    CommandRun run = inspect("org: acme", folder.toString());
    CommandRun scoped = inspect("archive: {id_scope: file}", folder.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains(
            "Warning: id 1 names a conversation in %s and another one in %s, which share no message"
                .formatted(folder.resolve("a.jsonl"), folder.resolve("b.jsonl")))
        .contains("set archive.id_scope: file in the settings");
    assertThat(scoped.output()).doesNotContain("Warning");
  }

  @Test
  void recordsMayNameTheOrganizationsThatAreAllowed() throws IOException {
    Path file =
        write(
            "a.jsonl",
            "{'org_id':'acme','messages':[{'role':'user','content':'a'}]}",
            "{'org_id':'north','messages':[{'role':'user','content':'a'}]}",
            "{'org_id':'south','messages':[{'role':'user','content':'a'}]}",
            "{'org_id':'west','messages':[{'role':'user','content':'a'}]}");

    assertThat(inspect(file).output()).contains("Formats:   chat 1", "wrong_organization 3");
    assertThat(inspect("org: acme", "--org-from-record", "north,south", file.toString()).output())
        .contains("Formats:   chat 3", "wrong_organization 1");
    assertThat(inspect("org: acme", "--org", "west", file.toString()).output())
        .contains("Formats:   chat 1", "wrong_organization 3");
    CommandRun wrong = inspect("org: acme", "--org-from-record", "north,,south", file.toString());
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.errors())
        .contains("Invalid --org-from-record: one of the organizations has no name");
  }

  @Test
  void wrongSettingsAreToldBeforeAnythingIsRead() throws IOException {
    CommandRun run = inspect("archive: {zone: here, mappings: {a: {}}}", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors())
        .contains("'archive.zone' is here", "needs 'messages'", "needs 'sender'", "needs 'text'");
  }
}
