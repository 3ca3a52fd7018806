package dev.assay.sqlserver;

import dev.assay.insight.sql.SavedViews;
import dev.assay.installation.Home;
import dev.assay.installation.HomeUse;
import dev.assay.installation.InstallationOptions;
import dev.assay.installation.InvalidSettings;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.jobs.sql.SparkCatalog;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.thrift.transport.TTransportException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay sql-server}. Exit codes: 0 ended as told, 1 failed, 2 wrong usage or settings. */
@Command(
    name = "assay sql-server",
    description = {
      "Serves the tables and views to tools that ask SQL (JDBC and ODBC of Hive and Spark), until it"
          + " is told to end. It answers queries alone.",
      "",
      "Clients sign in with any user and one password: that of the environment variable"
          + " ASSAY_SQL_PASSWORD, or one that it makes up and prints. It listens at the local"
          + " address unless told otherwise; the protocol is not encrypted.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    footer = {"", "docs/sql-tools.md says more."})
public final class Main implements Callable<Integer> {

  private static final String PASSWORD = "ASSAY_SQL_PASSWORD";
  private static final int PASSWORD_BYTES = 18;
  private static final int USUAL_PORT = 10_000;

  @Mixin private InstallationOptions installation = new InstallationOptions();

  @Option(
      names = "--views",
      paramLabel = "DIR",
      description = "Folder of saved views. Default: 'views' of the settings, else conf/views")
  private @Nullable Path views;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen at. Default: ${DEFAULT-VALUE}")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "10000",
      description = "Port to listen at; 0 is any that is free. Default: ${DEFAULT-VALUE}")
  private int port = USUAL_PORT;

  private Main() {}

  public static void main(String[] arguments) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println(describe(failure));
                  if (System.getenv("ASSAY_DEBUG") != null) {
                    failure.printStackTrace(command.getErr());
                  }
                  return failure instanceof InvalidSettings ? 2 : 1;
                })
            .execute(arguments));
  }

  private static String describe(Throwable failure) {
    return failure instanceof InvalidSettings || failure instanceof CannotServe
        ? String.valueOf(failure.getMessage())
        : "Failed: %s. Set ASSAY_DEBUG=1 for the stack trace.".formatted(failure.getMessage());
  }

  @Override
  public Integer call() {
    Home served = installation.home();
    if (!Files.isDirectory(served.warehouseRoot())) {
      throw new CannotServe(
          "Cannot find tables under %s: run ./assay nightly first, or name the home with --home."
              .formatted(served.root()));
    }
    String told = System.getenv(PASSWORD);
    String password = told == null || told.isEmpty() ? madeUp() : told;
    // What Spark keeps under the home while it answers could not be erased.
    try (HomeUse use = HomeUse.share(served);
        SqlServer server = bound(spark(served), password)) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      System.out.printf(
          "Assay serves SQL on %s at jdbc:hive2://%s:%d/default; end it with Ctrl-C%n",
          served.root(), host, server.port());
      System.out.println(
          password.equals(told)
              ? "Any user, with the password of " + PASSWORD
              : "Any user, with the password  " + password);
      server.serve();
    }
    return 0;
  }

  /** A session that knows all tables and views; views that are broken are named and left out. */
  private SparkSession spark(Home served) {
    Settings settings = installation.settings();
    SavedViews saved = SavedViews.of(views, settings, SettingsFile.base());
    SparkSession spark = (SparkSession) SparkSessions.open(served, settings.spark());
    SparkCatalog.register(spark, served.warehouse(), saved).forEach(System.err::println);
    return spark;
  }

  private SqlServer bound(SparkSession spark, String password) {
    try {
      return new SqlServer(spark, new InetSocketAddress(host, port), password);
    } catch (TTransportException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CannotServe(
          "Cannot listen at %s:%d: %s. Use another --host or --port, or --port 0 for any that is free."
              .formatted(host, port, cause.getMessage()));
    }
  }

  private static String madeUp() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The message tells a user why, and what to do. */
  private static final class CannotServe extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotServe(String message) {
      super(message);
    }
  }
}
