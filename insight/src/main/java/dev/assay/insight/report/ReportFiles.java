package dev.assay.insight.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps a report under the home, as JSON for programs and as a page for people. */
public final class ReportFiles {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private ReportFiles() {}

  /**
   * Writes {@code run-<id>.json} and {@code run-<id>.html} into {@code folder}.
   *
   * @return the page
   */
  public static Path write(RunReport report, Path folder) {
    try {
      Files.createDirectories(folder);
      Path page = folder.resolve("run-" + report.runId() + ".html");
      JSON.writeValue(folder.resolve("run-" + report.runId() + ".json").toFile(), report);
      Files.writeString(page, ReportPage.of(report));
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the report to " + folder, e);
    }
  }
}
