package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.installation.Home;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.cli.CommandRun;
import dev.assay.jobs.evaluate.Evaluators;
import dev.assay.jobs.nightly.Workbench;
import dev.assay.results.AssayTable;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;

/**
 * A home with an archive folder, a metric file and a settings file beside it, and the commands run
 * on them in this process.
 */
public final class TestHome {

  /** The value of a metric that counts something, for {@link #metric}. */
  public static final String NUMBER = "numerical, lower_bound: 0, upper_bound: 1000000";

  private static final String SETTINGS =
      """
      archives: [archives]
      metrics: metrics.yaml
      """;

  private final Path folder;

  /**
   * @param folder is empty, and belongs to this home
   */
  public TestHome(Path folder) {
    this.folder = folder;
    settings(SETTINGS);
    create(archives());
  }

  /**
   * A copy with all that is in the folder: what this home has lived through need not be lived
   * through again.
   *
   * @param to is empty, and belongs to the copy
   */
  public TestHome copyTo(Path to) {
    TestHome copy = new TestHome(to);
    try {
      FileUtils.copyDirectory(folder.toFile(), to.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** The folder of the state. */
  public Path root() {
    return folder.resolve("home");
  }

  /** What a nightly run takes in. */
  public Path archives() {
    return folder.resolve("archives");
  }

  /** Writes the settings file. */
  public void settings(String yaml) {
    write(folder.resolve("assay.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the metric file: what stands under {@code metrics:}, one text a metric. */
  public void metrics(String... metrics) {
    String yaml = "metrics:\n" + String.join("", metrics);
    write(metricFile(), yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** The file that {@link #metrics} writes, and that a nightly run applies first. */
  public Path metricFile() {
    return folder.resolve("metrics.yaml");
  }

  /** A code metric of every service, for {@link #metrics}. */
  public static String metric(String name, String value, String expression) {
    return metric(name, value, "*", expression);
  }

  /** A code metric of one service, for {@link #metrics}. */
  public static String metric(String name, String value, String service, String expression) {
    return """
      - name: %s
        description: What the test counts.
        metric_value: {type: %s}
        applied_to_services: ["%s"]
        evaluator:
          type: code
          expression: |-
            %s
    """
        .formatted(name, value, service, expression);
  }

  /** Delivers lines in one archive file; the name says whether it is compressed. */
  public Path deliver(String name, String... lines) {
    String text = Arrays.stream(lines).map(l -> l + "\n").collect(Collectors.joining());
    return deliver(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Delivers bytes, compressed when the name ends so. */
  public Path deliver(String name, byte[] bytes) {
    Path file = archives().resolve(name);
    write(file, name.endsWith(".gz") ? Gzip.compressed(bytes) : bytes);
    return file;
  }

  /** The arguments of a command on this home, as the command line takes them. */
  public String[] arguments(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command.split(" ")));
    all.addAll(List.of("--home", root().toString(), "--settings", folder + "/assay.yaml"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  /** Runs a command on this home. */
  public CommandRun run(String command, String... more) {
    return SharedSpark.run(arguments(command, more));
  }

  /** Runs {@code nightly}, which must succeed; what it printed. */
  public String nightly(String... more) {
    CommandRun run = run("nightly", more);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.output();
  }

  /** What the steps of a job share, on this home. */
  public Workbench open() {
    Path file = folder.resolve("assay.yaml");
    SharedSpark.session();
    return Workbench.open(
        new Home(root()), SettingsFile.read(file, folder), Evaluators.of(List.of()));
  }

  /** The rows of an answer, each as its values joined by a bar. */
  public List<String> rows(String sql) {
    return TableQuery.query(
        new Home(root()).warehouse(),
        sql,
        rows -> {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(String.valueOf(rows.getObject(i)));
          }
          return String.join("|", values);
        });
  }

  /** The number in the one row of an answer. */
  public long number(String sql) {
    return TableQuery.query(new Home(root()).warehouse(), sql, rows -> rows.getLong(1)).get(0);
  }

  /** The number of a table's newest commit. */
  public long version(AssayTable table) {
    return new Home(root()).warehouse().newest(table).orElseThrow().getVersion();
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
