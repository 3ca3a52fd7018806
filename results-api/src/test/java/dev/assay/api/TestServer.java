package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.access.ApiKeys;
import dev.assay.api.access.Role;
import dev.assay.api.http.Json;
import dev.assay.catalog.database.Database;
import dev.assay.installation.Home;
import dev.assay.installation.ServerSection;
import dev.assay.installation.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The packaged server in a process of its own, with a home of its own, at a random port, and a
 * client of it.
 */
final class TestServer implements AutoCloseable {

  /** So high that only tests of limits meet one. */
  private static final int NO_LIMIT = 1_000_000;

  /** Settings of a server that limits nobody. */
  static final String UNLIMITED = limits(Map.of());

  private static final Pattern WARNING = Pattern.compile("\"level\":\"(WARN|ERROR)\"");

  private final Home home;
  private final AssayProcess process;
  private final int port;
  private final Database database;
  private final ApiKeys keys;
  private final HttpClient http = HttpClient.newHttpClient();

  /** An answer with its body as JSON. */
  record Reply(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      return Json.read(response.body());
    }

    String code() {
      return json().get("code").stringValue();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    Reply is(int status) {
      assertThat(status()).as(response.body()).isEqualTo(status);
      return this;
    }
  }

  /** A key, and what it opens. */
  record UserKey(String org, String user, String id, String secret) {}

  private TestServer(Path folder, AssayProcess process) {
    this.home = new Home(folder.resolve("home"));
    this.process = process;
    this.port = process.port();
    this.database = home.openCatalog(SettingsFile.read(folder.resolve("assay.yaml"), folder));
    this.keys = new ApiKeys(database.dataSource(), Clock.systemUTC());
  }

  /** The server of all tests that need no other, in organizations of their own. */
  private static final class Shared {
    static final TestServer SERVER = start();

    private static TestServer start() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target"), "shared-server");
        TestServer server = TestServer.start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(server.process::close));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A server without limits that all tests share; it ends with this process. */
  static TestServer shared() {
    return Shared.SERVER;
  }

  /** A server without limits, at an embedded catalog. */
  static TestServer start(Path folder) {
    return start(folder, UNLIMITED);
  }

  /** The same, with limits of the calls that are named. */
  static TestServer limited(Path folder, Map<String, Integer> limits) {
    return start(folder, limits(limits));
  }

  /** A server with these settings. */
  static TestServer start(Path folder, String yaml) {
    try {
      Files.writeString(folder.resolve("assay.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AssayProcess process = AssayProcess.server(folder);
    try {
      return new TestServer(folder, process);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static String limits(Map<String, Integer> some) {
    Map<String, Integer> limits = new TreeMap<>(some);
    ServerSection.USUAL_RATE_LIMITS.keySet().forEach(call -> limits.putIfAbsent(call, NO_LIMIT));
    return limits.entrySet().stream()
        .map(limit -> limit.getKey() + ": " + limit.getValue())
        .collect(Collectors.joining(", ", "server: {rate_limits: {", "}}\n"));
  }

  Home home() {
    return home;
  }

  /** Its catalog. */
  Database database() {
    return database;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  UserKey key(String org, String user, Role role) {
    ApiKeys.Created made = keys.create(org, user, role);
    return new UserKey(org, user, made.id(), made.secret());
  }

  boolean revoke(UserKey key) {
    return keys.revoke(key.org(), key.id());
  }

  Reply signIn(UserKey key) {
    return send(
        HttpRequest.newBuilder(uri("/v1/" + key.org() + "/user/signin_with_api_key"))
            .header("x-api-key", key.secret())
            .header("x-api-key-id", key.id())
            .header("x-user-id", key.user())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** A client of a new user. */
  Client client(String org, String user, Role role) {
    return as(key(org, user, role));
  }

  Client as(UserKey key) {
    return new Client(signIn(key).is(200).json().get("id_token").stringValue(), key.org());
  }

  Reply send(HttpRequest request) {
    try {
      return new Reply(http.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it, and shows what it warned of. */
  @Override
  public void close() {
    database.close();
    process.close();
    process.log().lines().filter(WARNING.asPredicate()).forEach(System.out::println);
  }

  /** Calls routes of one organization with one token. */
  final class Client {
    private final String token;
    private final String org;

    Client(String token, String org) {
      this.token = token;
      this.org = org;
    }

    String token() {
      return token;
    }

    /** The same token, in another organization's paths. */
    Client in(String otherOrg) {
      return new Client(token, otherOrg);
    }

    Reply get(String path) {
      return call("GET", path, null);
    }

    Reply post(String path, String body) {
      return call("POST", path, body);
    }

    Reply delete(String path) {
      return call("DELETE", path, null);
    }

    Reply call(String method, String path, @Nullable String body) {
      return send(
          HttpRequest.newBuilder(uri("/v1/" + org + "/" + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body))
              .build());
    }
  }
}
