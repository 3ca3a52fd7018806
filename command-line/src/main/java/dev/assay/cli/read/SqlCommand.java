package dev.assay.cli.read;

import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.StandardOutput;
import dev.assay.cli.option.TableFormatOption;
import dev.assay.cli.option.UserError;
import dev.assay.insight.sql.DuckDbEngine;
import dev.assay.insight.sql.SavedViews;
import dev.assay.insight.sql.SqlEngine;
import dev.assay.insight.sql.SqlStatements;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.sql.SparkEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay sql}. */
@Command(
    name = "sql",
    description = {
      "Answers SQL over the tables: one statement, those that standard input has, or, at a terminal,"
          + " one after another until \\q.",
      "",
      "Tables: conversation, metric, metric_version, metric_evaluation_result,"
          + " metric_evaluation_history, metric_evaluation_failure, metric_daily, evaluation_run,"
          + " quarantine, archive_file, judgement; views: current_result (the results that count), planned_cell"
          + " and the saved ones. Columns: DESCRIBE metric_evaluation_result, or \\d at the prompt."
    },
    mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {

  /** Who answers. */
  enum Engine {
    DUCKDB,
    SPARK
  }

  @Mixin HomeOptions home = new HomeOptions();

  @Spec CommandSpec command = CommandSpec.create();

  @Parameters(
      paramLabel = "STATEMENT",
      arity = "0..1",
      description = "One SQL statement; without it they are read from standard input")
  @Nullable String statement;

  @Mixin TableFormatOption format = new TableFormatOption();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "duckdb",
      description =
          "duckdb, which answers within a second or two, or spark. Default: ${DEFAULT-VALUE}")
  Engine engine = Engine.DUCKDB;

  @Option(
      names = "--views",
      paramLabel = "DIR",
      description = "Folder of saved views. Default: 'views' of the settings, else conf/views")
  @Nullable Path views;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(home.home().warehouseRoot())) {
      throw new UserError(
          "Cannot find tables under %s: run ./assay nightly first, or name the home with --home."
              .formatted(home.home().root()));
    }
    String asked = statement;
    try (SqlEngine answering = open()) {
      if (asked != null) {
        answer(answering, asked);
      } else if (isTerminal()) {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
          new SqlShell(
                  answering, format.format, System.out, StandardOutput.isTerminal(), System.err)
              .run(terminal, home.home().sqlHistory());
        }
      } else {
        answerAll(answering, new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
      }
      return 0;
    }
  }

  private SqlEngine open() {
    Settings settings = home.settings();
    SavedViews saved = SavedViews.of(views, settings, SettingsFile.base());
    return switch (engine) {
      case DUCKDB -> new DuckDbEngine(home.home().warehouse(), saved);
      case SPARK -> SparkEngine.open(home.home(), settings, saved);
    };
  }

  private void answerAll(SqlEngine answering, String text) throws IOException {
    List<String> statements = SqlStatements.of(text).all();
    if (statements.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "Missing STATEMENT: give one, or write some to standard input");
    }
    for (String each : statements) {
      answer(answering, each);
    }
  }

  private void answer(SqlEngine answering, String each) throws IOException {
    answering.answer(each, format::write);
  }

  /** Whether a person types, as ./assay says. */
  private static boolean isTerminal() {
    return Boolean.getBoolean("assay.input.terminal");
  }
}
