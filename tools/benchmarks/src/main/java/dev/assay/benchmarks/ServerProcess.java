package dev.assay.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code assay serve} in a process of its own, with the heap it has by default, and a user of it.
 */
public final class ServerProcess implements AutoCloseable {

  private static final String ORG = ResultTable.ORG;
  private static final Pattern KEY = Pattern.compile("key id\\s+(\\S+)\\s+key\\s+(\\S+)");
  private static final Pattern URL = Pattern.compile("at (http://\\S+);");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI url;
  private final String token;

  private ServerProcess(Process process, URI url, String[] key)
      throws IOException, InterruptedException {
    this.process = process;
    this.url = url;
    this.token = signIn(key);
  }

  /**
   * Starts one.
   *
   * @param base the folder of the checkout
   * @param home that is served; what the server says goes to a file beside it
   * @param settings the settings file
   * @param role of the user
   */
  public static ServerProcess start(Path base, Path home, Path settings, String role)
      throws IOException, InterruptedException {
    List<String> options = List.of("--home", home.toString(), "--settings", settings.toString());
    Path log = home.resolveSibling(home.getFileName() + "-server.log");
    Process keys = program(base, options, log, "keys", "create", "--user", "bench", "--role", role);
    Matcher key =
        KEY.matcher(new String(keys.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    if (keys.waitFor() != 0 || !key.find()) {
      throw new IllegalStateException("Cannot make a key; what was said is in " + log);
    }
    Process server = program(base, options, log, "serve", "--port", "0");
    BufferedReader output = server.inputReader();
    String line = output.readLine();
    Matcher address = URL.matcher(line == null ? "" : line);
    if (!address.find()) {
      server.destroy();
      throw new IllegalStateException("Cannot start the server: it said '%s'".formatted(line));
    }
    return new ServerProcess(
        server, URI.create(address.group(1)), new String[] {key.group(1), key.group(2)});
  }

  /** As {@code ./assay} starts it. */
  private static Process program(Path base, List<String> options, Path log, String... command)
      throws IOException {
    Path target = base.resolve("results-api/target");
    List<String> whole =
        new ArrayList<>(
            List.of(
                Contestant.java(),
                "@" + base.resolve("conf/jvm.options"),
                "-Xms192m",
                "-Xmx" + System.getProperty("assay.server.heap", "384m"),
                "-XX:NewRatio=1",
                "-XX:+UseSerialGC",
                "-Dassay.base=" + base,
                "-cp",
                "%s/assay-results-api.jar:%s/lib/*".formatted(target, target),
                "dev.assay.api.Main"));
    whole.addAll(List.of(command));
    whole.addAll(options);
    return new ProcessBuilder(whole).redirectError(log.toFile()).start();
  }

  /** Asks for results; each caller may be another client. */
  String results(HttpClient client, String query) throws IOException, InterruptedException {
    return send(client, request("metric/metric_evaluation_result?" + query));
  }

  /** What a route of the organization answers, such as {@code metric/}. */
  public String get(String path) throws IOException, InterruptedException {
    return send(http, request(path));
  }

  /** The same of a route that takes a body. */
  public String post(String path, String body) throws IOException, InterruptedException {
    return send(http, request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve("/v1/" + ORG + "/" + path))
        .header("Authorization", "Bearer " + token);
  }

  private static String send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "The server answered %d %s".formatted(response.statusCode(), response.body()));
    }
    return response.body();
  }

  /** A number of those that it shows Prometheus, or -1. */
  double metric(String name) throws IOException, InterruptedException {
    String all =
        http.send(
                HttpRequest.newBuilder(url.resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(all);
    return line.find() ? Double.parseDouble(line.group(1)) : -1;
  }

  /** Resident memory in MiB: {@code VmRSS} now, or {@code VmHWM} at most. */
  long residentMib(String which) throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
        .filter(line -> line.startsWith(which + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(-1);
  }

  private String signIn(String[] key) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(url.resolve("/v1/" + ORG + "/user/signin_with_api_key"))
                .header("x-api-key-id", key[0])
                .header("x-api-key", key[1])
                .header("x-user-id", "bench")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(response.body()).get("id_token").asText();
  }

  /** Tells it to end, and waits until it has: it keeps what it has under way. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
