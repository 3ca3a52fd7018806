package dev.assay.cli;

import dev.assay.catalog.CatalogException;
import dev.assay.catalog.database.DatabaseFailed;
import dev.assay.catalog.file.InvalidMetricFiles;
import dev.assay.catalog.file.MetricFilesUnreadable;
import dev.assay.cli.archive.ArchiveCommand;
import dev.assay.cli.metric.JudgeCommand;
import dev.assay.cli.metric.MetricsCommand;
import dev.assay.cli.option.UserError;
import dev.assay.cli.read.CompareCommand;
import dev.assay.cli.read.JudgementCommand;
import dev.assay.cli.read.SqlCommand;
import dev.assay.cli.read.TrendsCommand;
import dev.assay.cli.run.BackfillCommand;
import dev.assay.cli.run.IngestCommand;
import dev.assay.cli.run.NightlyCommand;
import dev.assay.cli.run.PlanCommand;
import dev.assay.cli.run.RunsCommand;
import dev.assay.erasure.CannotErase;
import dev.assay.insight.sql.SqlFailed;
import dev.assay.installation.InvalidSettings;
import dev.assay.jobs.nightly.Runner;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Starts the command line. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 done,
 * and somebody has to decide something.
 */
@Command(
    name = "assay",
    description = "Scores archived conversations against versioned metrics.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NightlyCommand.class,
      BackfillCommand.class,
      IngestCommand.class,
      ArchiveCommand.class,
      MetricsCommand.class,
      PlanCommand.class,
      CompareCommand.class,
      TrendsCommand.class,
      JudgeCommand.class,
      JudgementCommand.class,
      SqlCommand.class,
      RunsCommand.class,
      EraseCommand.class
    },
    footer = {
      "",
      "Start with:  ./assay nightly   and then   ./assay sql \"SELECT * FROM current_result LIMIT 5\"",
      "Programs ask over HTTP:  ./assay serve , with keys that  ./assay keys create  makes.",
      "BI tools ask over JDBC:  ./assay sql-server .",
      "No judge at hand?  ./assay judge-simulator  is a local one to try with.",
      "Each command explains itself with --help."
    })
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    int code = run(arguments);
    System.out.flush();
    System.exit(code);
  }

  /** All commands, to be run or only to be understood. */
  static CommandLine commands() {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Runs one command in this process; its exit code. */
  static int run(String... arguments) {
    CommandLine commands = commands();
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println(describe(failure));
          if (System.getenv("ASSAY_DEBUG") != null) {
            failure.printStackTrace(command.getErr());
          }
          return isConfiguration(failure) ? 2 : 1;
        });
    if (arguments.length == 0) {
      commands.usage(System.err);
      return 2;
    }
    return commands.execute(arguments);
  }

  private static boolean isConfiguration(Throwable failure) {
    return failure instanceof InvalidSettings
        || failure instanceof InvalidMetricFiles
        || failure instanceof MetricFilesUnreadable;
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    boolean ours =
        isConfiguration(failure)
            || failure instanceof CatalogException
            || failure instanceof DatabaseFailed
            || failure instanceof Runner.RunFailed
            || failure instanceof SqlFailed
            || failure instanceof CannotErase
            || failure instanceof UserError;
    if (ours && message != null) {
      return message;
    }
    return "Failed: %s. Set ASSAY_DEBUG=1 for the stack trace."
        .formatted(message == null ? failure.toString() : message);
  }
}
