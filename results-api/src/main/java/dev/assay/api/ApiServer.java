package dev.assay.api;

import dev.assay.api.http.JsonErrorValve;
import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.DatabaseFailed;
import dev.assay.installation.Home;
import dev.assay.installation.HomeUse;
import dev.assay.installation.ServerSection;
import dev.assay.installation.Settings;
import java.time.Clock;
import java.util.Map;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A server that listens, until it is closed. Several may serve one home, or one PostgreSQL. */
public final class ApiServer implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final Database database;
  private final HomeUse use;

  private ApiServer(ConfigurableApplicationContext context, Database database, HomeUse use) {
    this.context = context;
    this.database = database;
    this.use = use;
  }

  /**
   * Opens the home, creating what is missing in it, and listens. Waits while somebody erases from
   * the home.
   *
   * @throws DatabaseFailed when the catalog cannot be opened
   * @throws org.springframework.boot.web.server.WebServerException when it cannot listen
   */
  public static ApiServer start(Home home, Settings settings, Clock clock) {
    home.create();
    HomeUse use = HomeUse.share(home);
    try {
      return start(home, settings, clock, use);
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }

  private static ApiServer start(Home home, Settings settings, Clock clock, HomeUse use) {
    Database database = home.openCatalog(settings);
    try {
      database.extend(ApiSchema.SCHEMA);
      SpringApplication application = new SpringApplication(ServerConfiguration.class);
      application.setWebApplicationType(WebApplicationType.SERVLET);
      application.setBannerMode(Banner.Mode.OFF);
      application.setRegisterShutdownHook(false);
      application.setDefaultProperties(properties(settings.server()));
      application.addInitializers(
          context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(Home.class, () -> home);
            beans.registerBean(Settings.class, () -> settings);
            beans.registerBean(Clock.class, () -> clock);
            beans.registerBean(
                "database", Database.class, () -> database, d -> d.setDestroyMethodName(""));
          });
      return new ApiServer(application.run(), database, use);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** The port that it listens at. */
  public int port() {
    var server = ((ServletWebServerApplicationContext) context).getWebServer();
    if (server == null) {
      throw new IllegalStateException("The server is closed");
    }
    return server.getPort();
  }

  /** A part of the server, for tests that look at it from inside. */
  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** Accepts no more requests, lets those under way finish, and ends. */
  @Override
  public void close() {
    context.close();
    database.close();
    use.close();
  }

  private static Map<String, Object> properties(ServerSection server) {
    return Map.ofEntries(
        Map.entry("server.address", server.host()),
        Map.entry("server.port", server.port()),
        Map.entry("server.shutdown", "graceful"),
        Map.entry(
            "spring.lifecycle.timeout-per-shutdown-phase",
            server.shutdownTimeout().toMillis() + "ms"),
        Map.entry("server.tomcat.connection-timeout", server.requestTimeout().toMillis() + "ms"),
        Map.entry("server.tomcat.keep-alive-timeout", "60s"),
        Map.entry("server.max-http-request-header-size", "16KB"),
        Map.entry("server.tomcat.max-swallow-size", "2MB"),
        Map.entry("server.tomcat.threads.max", 64),
        Map.entry("spring.main.log-startup-info", false),
        Map.entry("spring.main.register-shutdown-hook", false),
        Map.entry("spring.web.resources.add-mappings", false),
        Map.entry("management.endpoints.web.base-path", "/"),
        Map.entry("management.endpoints.web.exposure.include", "health,prometheus"),
        Map.entry("management.endpoints.web.path-mapping.prometheus", "metrics"),
        Map.entry("management.endpoint.health.probes.enabled", true),
        Map.entry(
            "management.endpoint.health.group.readiness.include",
            "readinessState,catalog,manualResults"),
        Map.entry("management.health.defaults.enabled", false),
        Map.entry("logging.config", "classpath:server-log.xml"),
        Map.entry("logging.level.org.springframework.web.servlet.PageNotFound", "error"),
        Map.entry("logging.level.root", System.getenv().getOrDefault("ASSAY_LOG", "warn")),
        Map.entry("logging.level.assay", "info"));
  }

  /** Answers that the web server makes by itself are JSON too, and name no versions. */
  static WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainErrors() {
    return factory ->
        factory.addContextCustomizers(
            context ->
                ((StandardHost) context.getParent())
                    .setErrorReportValveClass(JsonErrorValve.class.getName()));
  }
}
