package dev.assay.benchmarks;

import dev.assay.installation.Home;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.results.AssayTable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times the server's reads of results over HTTP, in turns with warm Spark over the same table. No
 * two calls ask the same.
 */
@Command(
    name = "result-reads",
    description = "Times reads of results over HTTP, in turns with warm Spark.",
    mixinStandardHelpOptions = true)
final class ResultReads implements Callable<Integer> {

  private static final int CALLS_A_ROUND = 40;
  private static final int WARM_UP_CALLS = 100;
  private static final long INDEXING_SECONDS = 600;

  @Option(names = "--rows", defaultValue = "5000000", description = "${DEFAULT-VALUE}")
  private long rows;

  @Option(names = "--files", defaultValue = "400", description = "${DEFAULT-VALUE}")
  private int files;

  @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--clients", defaultValue = "64", description = "At once: ${DEFAULT-VALUE}")
  private int clients;

  @Option(names = "--seconds", defaultValue = "20", description = "Of many: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--calls-a-second",
      defaultValue = "64",
      description = "Of many together, before they ask without pause: ${DEFAULT-VALUE}")
  private int callsASecond;

  @Option(
      names = "--spark-calls",
      defaultValue = "3",
      description = "Of each kind, a round; 0 leaves Spark out. Default: ${DEFAULT-VALUE}")
  private int sparkCalls;

  @Option(names = "--work", required = true, description = "A folder for the table")
  private Path work = Path.of("");

  @Option(names = "--base", hidden = true, required = true)
  private Path base = Path.of("");

  private final Random random = new Random(1);
  private final HttpClient client = HttpClient.newHttpClient();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ResultReads()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    ResultTable table = new ResultTable(rows, files);
    Home home = new Home(work.resolve("results-%d-%d".formatted(rows, files)));
    build(table, home);
    List<Case> cases = Arrays.stream(ResultQuestion.values()).map(Case::of).toList();
    try (ServerProcess server = ServerProcess.start(base, home.root(), settings(), "viewer")) {
      awaitIndex(server, table);
      Optional<Supplier<Dataset<Row>>> spark = spark(home);
      for (Case one : cases) {
        ask(one, server, table, WARM_UP_CALLS, new Times());
        ask(one, spark, table, new Times());
      }
      for (int round = 0; round < rounds; round++) {
        for (Case one : cases) {
          ask(one, server, table, CALLS_A_ROUND, one.alone());
          ask(one, spark, table, one.spark());
        }
      }
      Duration pace = Duration.ofSeconds(clients).dividedBy(callsASecond);
      for (Case one : cases) {
        atOnce(one, server, table, pace, one.paced());
        atOnce(one, server, table, Duration.ZERO, one.many());
      }
      report(cases, server);
    }
    return 0;
  }

  /**
   * A question and how long its answers took.
   *
   * @param alone asked by one client
   * @param spark asked of Spark
   * @param paced asked by many clients, each of which begins its calls at intervals
   * @param many asked by many clients without pause
   */
  private record Case(ResultQuestion question, Times alone, Times spark, Times paced, Times many) {
    static Case of(ResultQuestion question) {
      return new Case(question, new Times(), new Times(), new Times(), new Times());
    }
  }

  private void ask(Case one, ServerProcess server, ResultTable table, int calls, Times times)
      throws Exception {
    for (int call = 0; call < calls; call++) {
      String query = one.question().query(table, random);
      times.time(() -> server.results(client, query));
    }
  }

  private void ask(Case one, Optional<Supplier<Dataset<Row>>> spark, ResultTable table, Times times)
      throws Exception {
    if (spark.isPresent()) {
      for (int call = 0; call < sparkCalls; call++) {
        times.time(() -> one.question().spark(spark.get(), table, random));
      }
    }
  }

  /** With limits that nobody meets. */
  private Path settings() throws IOException {
    return Files.writeString(
        work.resolve("assay.yaml"),
        "server: {rate_limits: {list_results: 1000000, sign_in: 1000}}\n");
  }

  private void build(ResultTable table, Home home) throws IOException {
    Path done = home.root().resolve("complete");
    if (!Files.exists(done)) {
      long begin = System.nanoTime();
      home.create();
      table.write(home.warehouse());
      Files.createFile(done);
      System.err.printf("built the table in %.0f s%n", (System.nanoTime() - begin) / 1e9);
    }
  }

  private void awaitIndex(ServerProcess server, ResultTable table)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (server.metric("assay_results_indexed_files") < table.fileCount()) {
      if (System.nanoTime() - begin > INDEXING_SECONDS * 1_000_000_000L) {
        throw new IllegalStateException("The server did not index the table in time");
      }
      Thread.sleep(50);
    }
    System.err.printf(
        Locale.ROOT,
        "indexed within %.1f s of the server's start: %.1f MB; resident %d MiB%n",
        (System.nanoTime() - begin) / 1e9,
        server.metric("assay_results_index_bytes") / 1e6,
        server.residentMib("VmRSS"));
  }

  /**
   * @param pace between the beginnings of a client's calls; zero for no pause
   */
  private void atOnce(Case one, ServerProcess server, ResultTable table, Duration pace, Times times)
      throws Exception {
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Random own = new Random(1000 + i);
      long first = begin + pace.toNanos() * i / clients;
      running.add(
          threads.submit(
              () -> {
                for (long due = first; System.nanoTime() < end; due += pace.toNanos()) {
                  LockSupport.parkNanos(due - System.nanoTime());
                  String query = one.question().query(table, own);
                  // Counted from when it was due: who is late because of the call before waits,
                  // too.
                  times.time(
                      pace.isZero() ? System.nanoTime() : due, () -> server.results(client, query));
                }
                return null;
              }));
    }
    for (Future<?> asked : running) {
      asked.get();
    }
    threads.shutdown();
  }

  private Optional<Supplier<Dataset<Row>>> spark(Home home) {
    if (sparkCalls == 0) {
      return Optional.empty();
    }
    SparkSession session = SparkSessions.open(home, Map.of("spark.master", "local[2]"));
    String table = home.warehouse().path(AssayTable.METRIC_EVALUATION_RESULT).toString();
    return Optional.of(() -> session.read().format("delta").load(table));
  }

  private void report(List<Case> cases, ServerProcess server) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%,d results in %d files; %s%n%n| | calls | p50 ms | p99 ms |%n|---|---|---|---|%n",
        rows,
        files,
        Machine.describe());
    for (Case one : cases) {
      String name = one.question().label();
      line(name, one.alone());
      line(name + ", Spark", one.spark());
      line("%s, %d clients, %d calls/s".formatted(name, clients, callsASecond), one.paced());
      line("%s, %d clients without pause".formatted(name, clients), one.many());
    }
    System.out.println();
    for (Case one : cases) {
      double alone = one.alone().percentile(0.5);
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f times as fast as Spark; p99 of %d clients is %.1f times the p50 of one at %.0f"
              + " calls/s, %.1f times without pause (%.0f calls/s)%n",
          one.question().label(),
          one.spark().percentile(0.5) / alone,
          clients,
          one.paced().percentile(0.99) / alone,
          (double) one.paced().count() / seconds,
          one.many().percentile(0.99) / alone,
          (double) one.many().count() / seconds);
    }
    System.out.printf(
        Locale.ROOT,
        "server: resident %d MiB, at most %d MiB; index of conversations %.1f MB%n",
        server.residentMib("VmRSS"),
        server.residentMib("VmHWM"),
        server.metric("assay_results_index_bytes") / 1e6);
  }

  private static void line(String name, Times times) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.1f | %.1f |%n",
        name,
        times.count(),
        times.percentile(0.5),
        times.percentile(0.99));
  }
}
