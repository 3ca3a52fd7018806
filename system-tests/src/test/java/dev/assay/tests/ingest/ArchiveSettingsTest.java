package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.PageBlock;
import dev.assay.cli.fixture.TestHome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings and options say of archives holds for what is taken in. */
class ArchiveSettingsTest {
  private static final Path PAGE = Path.of("../docs/archives.md");

  @TempDir Path folder = Path.of("");

  private static String block(String kind, int number) {
    return PageBlock.of(PAGE).stream()
        .filter(block -> block.kind().equals(kind))
        .skip(number)
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void theRecordOfThePageIsTakenInByTheMappingOfThePage() {
    TestHome home = new TestHome(folder);
    home.settings(block("yaml", 0) + "  zone: Europe/Berlin\n");
    Path file = home.deliver("a.json", block("json", 0));

    CommandRun run = home.run("ingest", file.toString());

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(
            home.rows(
                """
                SELECT external_id, user_id, len(messages), messages[1].text,
                  epoch_ms(messages[1].created_at), messages[2].sender FROM conversation"""))
        .containsExactly("17|ann|2|Where is PX-1?|1793696400000|agent");
  }

  @Test
  void idsOfTheScopeOfAFileKeepConversationsApart() {
    TestHome home = new TestHome(folder);
    home.settings(block("yaml", 1));
    home.deliver("a.jsonl", "{\"id\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
    home.deliver("b.jsonl", "{\"id\":\"1\",\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}");

    CommandRun run = home.run("ingest", home.archives().toString());

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(home.rows("SELECT external_id, messages[1].text FROM conversation ORDER BY 2"))
        .containsExactly("1|a", "1|b");
  }

  @Test
  void recordsOfTheOrganizationsThatAreAllowedAreRouted() {
    TestHome home = new TestHome(folder);
    for (String org : new String[] {"north", "south", "west"}) {
      home.deliver(
          org + ".jsonl",
          "{\"org_id\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"
              .formatted(org));
    }

    CommandRun run =
        home.run("ingest", "--org-from-record", "north,south", home.archives().toString());

    // Of the file of west nothing is taken in.
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
    assertThat(home.rows("SELECT org_id FROM conversation ORDER BY 1"))
        .containsExactly("north", "south");
    assertThat(home.rows("SELECT reason FROM quarantine")).containsExactly("wrong_organization");
  }
}
