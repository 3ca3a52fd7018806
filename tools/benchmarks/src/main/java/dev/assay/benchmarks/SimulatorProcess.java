package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The judge simulator in a process of its own, as {@code ./assay judge-simulator} starts it. */
public final class SimulatorProcess implements AutoCloseable {

  private static final Pattern URL = Pattern.compile("Judge simulator at (http://\\S+/v1)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI url;

  private SimulatorProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts one; {@code base} is the folder of the checkout. */
  public static SimulatorProcess start(Path base, List<String> options) throws IOException {
    Path target = base.resolve("tools/judge-simulator/target");
    List<String> command =
        new ArrayList<>(
            List.of(
                Contestant.java(),
                "-Xms32m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                "%s/assay-judge-simulator.jar:%s/lib/*".formatted(target, target),
                "dev.assay.simulator.Main",
                "--port",
                "0"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    Matcher address = URL.matcher(line == null ? "" : line);
    if (!address.find()) {
      process.destroy();
      throw new IllegalStateException(
          "Cannot start the judge simulator: it said '%s'".formatted(line));
    }
    return new SimulatorProcess(process, URI.create(address.group(1)));
  }

  /** What {@code judge.url} is to be. */
  public URI url() {
    return url;
  }

  /** What it was asked since the last reset. */
  public JsonNode counters() throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve("/simulator/counters")).build());
  }

  public void reset() throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(url.resolve("/simulator/reset"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "The judge simulator is gone, with exit code %d: what was measured is void"
              .formatted(process.exitValue()));
    }
    return new ObjectMapper()
        .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
