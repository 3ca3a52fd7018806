package dev.assay.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A page that a command writes beside its answer. */
public final class PageOption {

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Write it as an HTML page with plots, too")
  @Nullable Path file;

  /** Writes the page when one is wanted, and says so. */
  public void write(Supplier<String> html) throws IOException {
    Path to = file;
    if (to != null) {
      Files.writeString(to, html.get());
      System.err.println("Wrote " + to);
    }
  }
}
