package dev.assay.api;

import dev.assay.installation.InstallationOptions;
import dev.assay.installation.ServerSection;
import dev.assay.installation.Settings;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay serve}. */
@Command(
    name = "serve",
    description = {
      "Serves metrics and results over HTTP until it is told to end.",
      "",
      "Requests need a token, which a key gives: assay keys create. Told to end (Ctrl-C, SIGTERM),"
          + " it takes no more requests and finishes those under way.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    footer = {
      "",
      "While it runs:",
      "  /health/liveness, /health/readiness   whether it lives, and whether it can serve",
      "  /metrics                              Prometheus metrics",
      "",
      "The section 'server' of the settings has further options. docs/api.md says more."
    })
final class ServeCommand implements Callable<Integer> {

  @Mixin private InstallationOptions options = new InstallationOptions();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen at. Default: 'server.host' of the settings, else 127.0.0.1")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Port to listen at; 0 is any that is free. Default: 'server.port' of the settings, else 8080")
  private @Nullable Integer port;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = options.settings();
    ServerSection section = settings.server();
    ServerSection server =
        section.at(
            Optional.ofNullable(host).orElse(section.host()),
            Optional.ofNullable(port).orElse(section.port()));
    ApiServer running = start(settings.withServer(server), server);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  running.close();
                  ended.countDown();
                }));
    System.out.printf(
        "Assay serves %s at http://%s:%d; end it with Ctrl-C%n",
        options.home().root(), server.host(), running.port());
    ended.await();
    return 0;
  }

  private ApiServer start(Settings settings, ServerSection server) {
    try {
      return ApiServer.start(options.home(), settings, Clock.systemUTC());
    } catch (PortInUseException e) {
      throw new CommandFailed(
          "Cannot listen at %s:%d: the port is in use. Use another --port, or --port 0 for any that is free."
              .formatted(server.host(), server.port()));
    } catch (WebServerException e) {
      throw new CommandFailed(
          "Cannot listen at %s:%d: %s. Use another --host or --port."
              .formatted(server.host(), server.port(), e.getMessage()));
    }
  }
}
