package dev.assay.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A night that asks a judge one question about each of many conversations. */
final class OneQuestion {

  private OneQuestion() {}

  /**
   * The command, whose files are written under {@code folder}.
   *
   * @param judge the section of the settings, as it stands between braces
   */
  static List<String> nightly(Path folder, String judge, int conversations) throws IOException {
    Path settings =
        Files.writeString(folder.resolve("assay.yaml"), "judge: {%s}\n".formatted(judge));
    Path metrics =
        Files.writeString(
            folder.resolve("metrics.yaml"),
            """
            metrics:
              - name: Helped
                description: True when the agent helped.
                metric_value: {type: boolean}
                applied_to_services: ["*"]
            """);
    Path archive =
        Files.write(
            folder.resolve("archive.jsonl"),
            IntStream.range(0, conversations).mapToObj(OneQuestion::line).toList());
    return List.of(
        "nightly",
        "--home",
        folder.resolve("home").toString(),
        "--settings",
        settings.toString(),
        "--metrics",
        metrics.toString(),
        "--archive",
        archive.toString());
  }

  private static String line(int number) {
    return "{\"id\": \"%024d\", \"messages\": [{\"sender\": \"user\", \"message\": \"Question %d\"}, {\"sender\": \"agent\", \"message\": \"An answer.\"}]}"
        .formatted(number, number);
  }
}
