package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.installation.Home;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times how the same conversations are taken in from files of several kinds. */
@Command(
    name = "file-kinds",
    description = {
      "Times ./assay ingest of the same conversations as JSON lines, as a JSON array in one line, as"
          + " Parquet and as JSON lines that are compressed with Zstandard. Linux only.",
      "Ends with exit code 1 unless all kinds give the same conversations."
    },
    mixinStandardHelpOptions = true)
final class FileKinds implements Callable<Integer> {

  private static final int MESSAGES = 8;

  /** So many tell how many bytes one has. */
  private static final int SAMPLE = 1_000;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)");

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      defaultValue = "2g",
      description = "About how large the file of JSON lines is, such as 50m; ${DEFAULT-VALUE}")
  private String bytes = "";

  @Option(names = "--repeats", defaultValue = "3", description = "${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "1g",
      description = "The heap of the program (ASSAY_HEAP); ${DEFAULT-VALUE}")
  private String heap = "";

  @Mixin private TimedPrograms programs = new TimedPrograms();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Append a line of JSON for each ingestion that was timed")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FileKinds()).execute(arguments));
  }

  /** What the rows of the table tell apart. */
  private record Row(Path program, FileKind kind) {}

  /**
   * The conversations of a home.
   *
   * @param content a sum over the ids and hashes of their contents
   */
  private record TakenIn(long conversations, String content) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    Map<FileKind, Path> files = write(size(bytes).orElseThrow());
    List<Path> all = programs.all();
    for (Path program : all) {
      programs.warmUp(program, environment(), log());
    }
    Map<Row, List<MeteredProcess.Usage>> usages = new LinkedHashMap<>();
    Map<TakenIn, String> results = new LinkedHashMap<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (FileKind kind : FileKind.values()) {
        for (Path program : all) {
          Row row = new Row(program, kind);
          TakenIn result = ingest(row, Objects.requireNonNull(files.get(kind)), usages);
          results.putIfAbsent(result, "%s by %s".formatted(kind.label(), program));
        }
      }
    }
    report(files, all, usages);
    return isSame(results) ? 0 : 1;
  }

  /** Fails with all that is wrong with the options, before anything is written or run. */
  private void check() {
    List<String> problems = new ArrayList<>();
    if (size(bytes).filter(size -> size > 0).isEmpty()) {
      problems.add(
          "Invalid --bytes %s: give a number with k, m or g, such as 50m".formatted(bytes));
    }
    if (size(heap).filter(size -> size > 0).isEmpty()) {
      problems.add("Invalid --heap %s: give a number with k, m or g, such as 1g".formatted(heap));
    }
    if (repeats < 1) {
      problems.add("Invalid --repeats %d: give 1 or more".formatted(repeats));
    }
    problems.addAll(programs.problems());
    if (!problems.isEmpty()) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.join("\n", problems));
    }
  }

  private static Optional<Long> size(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return Optional.empty();
    }
    int shift = size.group(2).isEmpty() ? 0 : 10 * ("kmg".indexOf(size.group(2)) + 1);
    return Optional.of(Long.parseLong(size.group(1)) << shift);
  }

  private Map<FileKind, Path> write(long size) throws IOException {
    Path folder = Files.createDirectories(programs.work().resolve("file-kinds-" + size));
    Path sample = SyntheticArchive.in(folder, SAMPLE, MESSAGES);
    int conversations = (int) Math.max(1, size * SAMPLE / Files.size(sample));
    Path lines = SyntheticArchive.in(folder, conversations, MESSAGES);
    Map<FileKind, Path> files = new EnumMap<>(FileKind.class);
    for (FileKind kind : FileKind.values()) {
      files.put(kind, kind.in(folder, lines));
    }
    return files;
  }

  private TakenIn ingest(Row row, Path file, Map<Row, List<MeteredProcess.Usage>> usages)
      throws IOException, InterruptedException {
    Path home = programs.newHome();
    MeteredProcess.Usage usage =
        programs.run(row.program(), environment(), home, List.of("ingest", file.toString()), log());
    usages.computeIfAbsent(row, r -> new ArrayList<>()).add(usage);
    TakenIn result = takenIn(home);
    System.err.printf(
        Locale.ROOT,
        "%s: %,d conversations, %.2f s, %.2f CPU s, %d MiB%n",
        row.kind().label(),
        result.conversations(),
        usage.seconds(),
        usage.cpuSeconds(),
        usage.peakMib());
    keep(row, file, result, usage);
    FileUtils.deleteDirectory(home.toFile());
    return result;
  }

  private List<String> environment() {
    return List.of("ASSAY_HEAP=" + heap);
  }

  private Path log() {
    return programs.work().resolve("file-kinds.log");
  }

  private static TakenIn takenIn(Path home) {
    return TableQuery.query(
            new Home(home).warehouse(),
            "SELECT count(*), CAST(sum(hash(id || content_hash)) AS VARCHAR) FROM conversation",
            rows -> new TakenIn(rows.getLong(1), String.valueOf(rows.getString(2))))
        .get(0);
  }

  private void keep(Row row, Path file, TakenIn result, MeteredProcess.Usage usage)
      throws IOException {
    Path lines = json;
    if (lines == null) {
      return;
    }
    ObjectNode line =
        JSON.createObjectNode()
            .put("day", Day.today().toString())
            .put("machine", Machine.describe())
            .put("program", row.program().toString())
            .put("kind", row.kind().label())
            .put("heap", heap)
            .put("bytes", Files.size(file))
            .put("conversations", result.conversations())
            .put("content", result.content())
            .put("seconds", usage.seconds())
            .put("cpu_seconds", usage.cpuSeconds())
            .put("peak_mib", usage.peakMib());
    JsonLines.append(lines, line);
  }

  private void report(
      Map<FileKind, Path> files, List<Path> all, Map<Row, List<MeteredProcess.Usage>> usages)
      throws IOException {
    System.out.printf(
        "%s; %s; heap %s; medians of %d, whole process, start included%n%n",
        Day.today(), Machine.describe(), heap, repeats);
    boolean several = all.size() > 1;
    System.out.printf(
        "| file |%s MB | s | speed against JSON lines | CPU s | MiB |%n",
        several ? " program |" : "");
    System.out.printf("|---|%s---|---|---|---|---|%n", several ? "---|" : "");
    for (Map.Entry<Row, List<MeteredProcess.Usage>> each : usages.entrySet()) {
      Row row = each.getKey();
      List<MeteredProcess.Usage> lines =
          Objects.requireNonNull(usages.get(new Row(row.program(), FileKind.LINES)));
      double seconds = seconds(each.getValue());
      System.out.printf(
          Locale.ROOT,
          "| %s |%s %,.0f | %.1f | %.2f | %.1f | %.0f |%n",
          row.kind().label(),
          several ? " " + row.program() + " |" : "",
          Files.size(Objects.requireNonNull(files.get(row.kind()))) / 1e6,
          seconds,
          seconds(lines) / seconds,
          MeteredProcess.Usage.median(each.getValue(), MeteredProcess.Usage::cpuSeconds),
          MeteredProcess.Usage.median(each.getValue(), MeteredProcess.Usage::peakMib));
    }
  }

  private static double seconds(List<MeteredProcess.Usage> usages) {
    return MeteredProcess.Usage.median(usages, MeteredProcess.Usage::seconds);
  }

  /** Whether all gave the same; says what each gave where they differ. */
  private static boolean isSame(Map<TakenIn, String> results) {
    System.out.println();
    results.forEach(
        (result, first) ->
            System.out.printf(
                "%,d conversations, content %s: %s%n",
                result.conversations(),
                result.content(),
                results.size() == 1 ? "the same each time" : "first from " + first));
    if (results.size() > 1) {
      System.out.println("Cannot compare speeds: not all took in the same conversations");
    }
    return results.size() == 1;
  }
}
