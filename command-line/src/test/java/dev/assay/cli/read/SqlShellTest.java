package dev.assay.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.insight.sql.Relation;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.SqlEngine;
import dev.assay.insight.sql.SqlFailed;
import dev.assay.insight.sql.TableFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the prompt does with what is typed. */
class SqlShellTest {

  @TempDir Path folder;

  private final List<String> asked = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void aStatementGoesOverLinesUntilItsSemicolon() throws IOException {
    type("SELECT 'a;b'\n  FROM c -- d;\n;\nSELECT 2; SELECT 3;\n\\q\nSELECT 4;\n");

    assertThat(asked).containsExactly("SELECT 'a;b'\n  FROM c -- d;", "SELECT 2", "SELECT 3");
    assertThat(text(out)).contains("answer\n──────\n42\n(1 row)\n");
  }

  @Test
  void whatIsWrongIsSaidAndThePromptGoesOn() throws IOException {
    type("SELECT wrong;\n\\x\nSELECT 2;\n");

    assertThat(asked).containsExactly("SELECT wrong", "SELECT 2");
    assertThat(text(errors))
        .contains("Cannot answer: wrong is unknown")
        .contains("Unsupported command \\x");
  }

  @Test
  void tablesAndViewsAreListedAndDescribed() throws IOException {
    type("\\d\n\\d seen;\n\\d gone\n.tables\n\\?\n");

    assertThat(text(out))
        .contains("seen (saved view: what was seen)\n  id, at\n")
        .contains("column  type\n──────  ───────\nid      VARCHAR\nat      DATE\n(2 rows)\n")
        .contains("\\q          ends");
    assertThat(text(errors)).contains("Cannot find 'gone'");
    assertThat(asked).isEmpty();
  }

  @Test
  void whatWasTypedIsKeptForTheNextTime() throws IOException {
    type("SELECT 1\n  AS one;\nquit\n");

    assertThat(Files.readString(folder.resolve("history"))).contains("SELECT 1\\n  AS one;");
  }

  private void type(String keys) throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(false)
            .dumb(true)
            .encoding(StandardCharsets.UTF_8)
            .streams(
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream())
            .build()) {
      new SqlShell(
              new Fake(),
              TableFormat.TABLE,
              new PrintStream(out, true, StandardCharsets.UTF_8),
              true,
              new PrintStream(errors, true, StandardCharsets.UTF_8))
          .run(terminal, folder.resolve("history"));
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Answers 42 to everything but what is wrong. */
  private final class Fake implements SqlEngine {
    @Override
    public void answer(String statement, Reader reader) throws IOException {
      asked.add(statement);
      if (statement.contains("wrong")) {
        throw new SqlFailed("Cannot answer: wrong is unknown");
      }
      reader.read(new SqlAnswer(List.of("answer"), List.of(List.<Object>of(42)).iterator()));
    }

    @Override
    public List<Relation> relations() {
      return List.of(
          new Relation(
              "seen",
              "saved view: what was seen",
              List.of(new Relation.Column("id", "VARCHAR"), new Relation.Column("at", "DATE"))));
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
