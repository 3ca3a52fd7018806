package dev.assay.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotebooksTest {

  private static final Path NOTEBOOKS = Path.of("").toAbsolutePath();
  private static final Path EXECUTED = NOTEBOOKS.resolve("target").resolve("executed");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
  private static final Pattern KEY = Pattern.compile("key id +(\\S+)\\s+key +(\\S+)");
  private static final Pattern SERVES = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+);");

  /** For programs that end before the best code is made. */
  private static final Map<String, String> SHORT =
      Map.of("ASSAY_JAVA_OPTS", "-XX:TieredStopAtLevel=1");

  @TempDir static Path folder;

  /** As README.md tells an analyst to do it. */
  @Test
  void allNotebooksRunOnAHomeOfTheSamples() throws IOException {
    needsJupyter();
    for (String command : commands()) {
      Program.start(
              NOTEBOOKS.resolveSibling(""),
              folder.resolve("set-up.txt"),
              SHORT,
              List.of("sh", "-c", command + " --home " + home()))
          .succeeds();
    }
    Matcher key = KEY.matcher(assay("keys", "create", "--user", "ann", "--role", "viewer"));
    assertThat(key.find()).isTrue();
    try (Program server =
        start("server", SHORT, program(), "serve", "--port", "0", "--home", home())) {
      Map<String, String> environment = new HashMap<>(SHORT);
      environment.put("ASSAY_HOME", home());
      environment.put("ASSAY_URL", server.says(SERVES));
      environment.put("ASSAY_USER", "ann");
      environment.put("ASSAY_KEY_ID", key.group(1));
      environment.put("ASSAY_KEY", key.group(2));
      execute(environment);
    }
    for (Path notebook : notebooks().toList()) {
      assertThat(pictures(EXECUTED.resolve(notebook.getFileName())))
          .as("pictures of " + notebook.getFileName())
          .isGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void aNotebookIsCommittedWithoutOutputs(Path notebook) throws IOException {
    JsonNode cells = JSON.readTree(notebook.toFile()).path("cells");
    assertThat(cells).isNotEmpty();
    for (JsonNode cell : cells) {
      if (cell.path("cell_type").asText().equals("code")) {
        assertThat(cell.path("outputs")).isEmpty();
        assertThat(cell.path("execution_count").isNull()).isTrue();
      }
    }
  }

  static Stream<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
      assertThat(found).hasSizeGreaterThanOrEqualTo(3);
      return found.stream();
    }
  }

  private static void execute(Map<String, String> environment) throws IOException {
    Files.createDirectories(EXECUTED);
    List<Program> running = new ArrayList<>();
    for (Path notebook : notebooks().toList()) {
      running.add(
          start(
              notebook.getFileName().toString(),
              environment,
              "jupyter",
              "nbconvert",
              "--to",
              "notebook",
              "--execute",
              "--output-dir",
              EXECUTED.toString(),
              notebook.toString()));
    }
    running.forEach(Program::succeeds);
    Files.deleteIfExists(NOTEBOOKS.resolve("named-result.parquet"));
  }

  /** Writes the pictures of an executed notebook beside it; how many there are. */
  private static int pictures(Path executed) throws IOException {
    int count = 0;
    for (JsonNode png : JSON.readTree(executed.toFile()).findValues("image/png")) {
      count++;
      Files.write(
          Path.of(executed.toString().replace(".ipynb", "-" + count + ".png")),
          Base64.getMimeDecoder().decode(png.asText()));
    }
    return count;
  }

  /** The commands with which README.md makes a home. */
  private static List<String> commands() throws IOException {
    Matcher block = COMMANDS.matcher(Files.readString(NOTEBOOKS.resolve("README.md")));
    assertThat(block.find()).isTrue();
    return block.group(1).lines().toList();
  }

  private static void needsJupyter() {
    Program probe = start("probe", Map.of(), "sh", "-c", "jupyter nbconvert --version");
    if (probe.ends() != 0) {
      String message =
          "Notebooks were not executed, since Jupyter is not installed (notebooks/README.md says how): "
              + probe.said().strip();
      assertThat(System.getProperty("assay.notebooks")).as(message).isNotEqualTo("required");
      System.out.println(message);
      abort(message);
    }
  }

  private static String assay(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--home", home()));
    return start(arguments[0], Map.of(), command.toArray(String[]::new)).succeeds();
  }

  private static Program start(String name, Map<String, String> environment, String... command) {
    return Program.start(NOTEBOOKS, folder.resolve(name + ".txt"), environment, List.of(command));
  }

  private static String program() {
    return NOTEBOOKS.resolveSibling("assay").toString();
  }

  private static String home() {
    return folder.resolve("home").toString();
  }
}
