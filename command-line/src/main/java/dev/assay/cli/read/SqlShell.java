package dev.assay.cli.read;

import dev.assay.insight.sql.Relation;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.SqlEngine;
import dev.assay.insight.sql.SqlFailed;
import dev.assay.insight.sql.SqlStatements;
import dev.assay.insight.sql.TableFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;

/** The prompt of {@code assay sql}: statements over one line or more, until a semicolon. */
public final class SqlShell {

  private static final String HELP =
      """
      A statement ends with a semicolon, and may go over several lines. Each sees the tables as
      they are by then.
        \\d          lists tables and views with their columns; .tables does too
        \\d NAME     describes one
        \\q          ends, as Ctrl-D does; Ctrl-C drops what was typed
      """;

  private static final Set<String> ENDS = Set.of("\\q", ".quit", ".exit", "quit", "exit");
  private static final Set<String> LISTS = Set.of("\\d", ".tables");
  private static final Set<String> HELPS = Set.of("\\?", "\\h", ".help", "help");

  private final SqlEngine engine;
  private final TableFormat format;
  private final PrintStream out;
  private final boolean isTerminal;
  private final PrintStream errors;

  /**
   * A prompt before an engine.
   *
   * @param format of answers
   * @param out takes answers
   * @param isTerminal whether a person looks at {@code out} at once
   * @param errors takes what is wrong with statements
   */
  public SqlShell(
      SqlEngine engine,
      TableFormat format,
      PrintStream out,
      boolean isTerminal,
      PrintStream errors) {
    this.engine = engine;
    this.format = format;
    this.out = out;
    this.isTerminal = isTerminal;
    this.errors = errors;
  }

  /**
   * Asks until the user ends. What is wrong with a statement is said, and does not end it.
   *
   * @param history the file that keeps what was typed
   */
  public void run(Terminal terminal, Path history) throws IOException {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("assay")
            .parser(new StatementParser())
            .completer(new StringsCompleter(this::words))
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "    -> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    errors.println("Statements end with a semicolon. \\d lists tables, \\? helps, \\q ends.");
    boolean more = true;
    while (more) {
      try {
        more = take(reader.readLine("assay> "));
      } catch (UserInterruptException e) {
        // What was typed is dropped.
      } catch (EndOfFileException e) {
        more = false;
      }
    }
  }

  /** Does what was typed; false when that is to end. */
  private boolean take(String typed) throws IOException {
    String word = typed.strip().replaceAll(";$", "").strip();
    if (ENDS.contains(word.toLowerCase(Locale.ROOT))) {
      return false;
    }
    try {
      if (HELPS.contains(word)) {
        out.print(HELP);
      } else if (LISTS.contains(word)) {
        engine.relations().forEach(this::list);
      } else if (word.startsWith("\\d ")) {
        describe(word.substring(2).strip());
      } else if (isCommand(word)) {
        errors.println("Unsupported command %s: \\? lists those there are".formatted(word));
      } else {
        for (String statement : SqlStatements.of(typed).all()) {
          engine.answer(statement, answer -> format.write(answer, out, isTerminal));
        }
      }
    } catch (SqlFailed e) {
      errors.println(e.getMessage());
    }
    return true;
  }

  private void list(Relation relation) {
    out.printf("%s (%s)%n", relation.name(), relation.description());
    if (!relation.columns().isEmpty()) {
      out.println(
          relation.columns().stream()
              .map(Relation.Column::name)
              .collect(Collectors.joining(", ", "  ", "")));
    }
  }

  private void describe(String name) throws IOException {
    Relation relation =
        engine.relations().stream()
            .filter(r -> r.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new SqlFailed("Cannot find '%s': \\d lists what there is".formatted(name)));
    out.printf("%s (%s)%n", relation.name(), relation.description());
    TableFormat.TABLE.write(
        new SqlAnswer(
            List.of("column", "type"),
            relation.columns().stream()
                .<List<@org.jspecify.annotations.Nullable Object>>map(
                    column -> List.of(column.name(), column.type()))
                .iterator()),
        out,
        isTerminal);
  }

  private List<String> words() {
    try {
      return engine.relations().stream()
          .flatMap(
              relation ->
                  Stream.concat(
                      Stream.of(relation.name()),
                      relation.columns().stream().map(Relation.Column::name)))
          .distinct()
          .toList();
    } catch (SqlFailed e) {
      return List.of();
    }
  }

  private static boolean isCommand(String word) {
    return word.startsWith("\\") || word.startsWith(".");
  }

  /** A line that begins a statement goes on until the statement ends. */
  private static final class StatementParser extends DefaultParser {

    StatementParser() {
      setQuoteChars(new char[0]);
      setEscapeChars(new char[0]);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      String word = line.strip();
      boolean isWhole =
          isCommand(word)
              || ENDS.contains(word.toLowerCase(Locale.ROOT))
              || HELPS.contains(word)
              || SqlStatements.of(line).isEnded();
      if (context == ParseContext.ACCEPT_LINE && !isWhole) {
        throw new EOFError(-1, cursor, "The statement goes on");
      }
      return super.parse(line, cursor, context);
    }
  }
}
