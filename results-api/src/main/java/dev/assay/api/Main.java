package dev.assay.api;

import dev.assay.catalog.database.DatabaseFailed;
import dev.assay.installation.InvalidSettings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the server. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. */
@Command(
    name = "assay",
    description = "The HTTP server of Assay, and the keys of its users.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ServeCommand.class, KeysCommand.class})
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(run(arguments));
  }

  /** Runs one command in this process; its exit code. */
  static int run(String... arguments) {
    CommandLine commands = new CommandLine(new Main());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println(describe(failure));
          if (System.getenv("ASSAY_DEBUG") != null) {
            failure.printStackTrace(command.getErr());
          }
          return failure instanceof InvalidSettings ? 2 : 1;
        });
    if (arguments.length == 0) {
      commands.usage(System.err);
      return 2;
    }
    return commands.execute(arguments);
  }

  private static String describe(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    boolean ours =
        failure instanceof InvalidSettings
            || failure instanceof DatabaseFailed
            || failure instanceof CommandFailed;
    return ours ? message : "Failed: %s. Set ASSAY_DEBUG=1 for the stack trace.".formatted(message);
  }
}
