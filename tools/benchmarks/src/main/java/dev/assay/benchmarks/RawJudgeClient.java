package dev.assay.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The least that asking a judge takes: the JDK's client, a thread for each request in flight, and
 * nothing done with the answers. No contestant, but the mark that they are held against.
 */
@Command(
    name = "raw-judge-client",
    description = "Sends judge requests and drops the answers.",
    mixinStandardHelpOptions = true)
final class RawJudgeClient implements Callable<Integer> {

  @Option(names = "--url", required = true, description = "The judge's, ending in /v1")
  private URI url = URI.create("");

  @Option(names = "--archive", required = true, description = "Conversations, native JSON lines")
  private Path archive = Path.of("");

  @Option(names = "--evaluations", required = true)
  private int evaluations;

  @Option(names = "--warm-up", defaultValue = "500", description = "${DEFAULT-VALUE}")
  private int warmUp;

  @Option(names = "--in-flight", required = true)
  private int inFlight;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RawJudgeClient()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<String> prompts = JudgeQuestion.prompts(archive, warmUp + evaluations);
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(2))
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(inFlight);
    try {
      ask(client, threads, prompts.subList(0, warmUp));
      long cpu = cpuNanos();
      long began = System.nanoTime();
      int answered = ask(client, threads, prompts.subList(warmUp, warmUp + evaluations));
      System.out.printf(
          Locale.ROOT,
          "{\"evaluations\": %d, \"seconds\": %.3f, \"cpu_seconds\": %.3f}%n",
          answered,
          (System.nanoTime() - began) / 1e9,
          (cpuNanos() - cpu) / 1e9);
    } finally {
      threads.shutdownNow();
    }
    return 0;
  }

  private int ask(HttpClient client, ExecutorService threads, List<String> prompts)
      throws Exception {
    List<Future<Boolean>> asked =
        prompts.stream().map(prompt -> threads.submit(() -> ask(client, prompt))).toList();
    int answered = 0;
    for (Future<Boolean> one : asked) {
      answered += one.get() ? 1 : 0;
    }
    return answered;
  }

  private boolean ask(HttpClient client, String prompt) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
            .timeout(Duration.ofMinutes(1))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JudgeQuestion.request(prompt)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode() == 200;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
