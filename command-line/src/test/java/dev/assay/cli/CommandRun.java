package dev.assay.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What one command printed and ended with, run in this process, with nothing to read.
 *
 * @param exitCode 0 done, 1 failed, 2 wrong usage or configuration
 * @param output what it printed on standard output
 * @param errors what it printed on standard error
 */
public record CommandRun(int exitCode, String output, String errors) {

  /** Runs {@code assay} with these arguments. */
  public static CommandRun of(String... arguments) {
    InputStream standardInput = System.in;
    PrintStream standardOutput = System.out;
    PrintStream standardError = System.err;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    System.setIn(InputStream.nullInputStream());
    try {
      int exitCode = Main.run(arguments);
      System.out.flush();
      System.err.flush();
      return new CommandRun(
          exitCode,
          output.toString(StandardCharsets.UTF_8),
          errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setIn(standardInput);
      System.setOut(standardOutput);
      System.setErr(standardError);
    }
  }
}
