package dev.assay.cluster;

import dev.assay.cli.fixture.Deliveries;
import dev.assay.cli.fixture.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A judge, what is taken in, and how its tables look after a night that nothing disturbs. */
final class Nights implements AutoCloseable {

  private final Path folder;
  private final Judge judge;
  private final Deliveries deliveries;
  private final Path settings;
  private final TableRows undisturbed;
  private final long needed;

  private Nights(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    this.judge = Judge.start("--latency", "100ms/300ms");
    this.deliveries = Deliveries.writeTo(folder.resolve("deliveries"), judge.url());
    this.settings =
        Files.writeString(
            folder.resolve("assay.yaml"),
            """
            max_attempts: 2
            wave_conversations: 100
            judge: {url: "%s", model: local, max_in_flight: %d}
            """
                .formatted(judge.url(), Deliveries.MOST_IN_FLIGHT));
    Path home = folder.resolve("undisturbed");
    InProcess.run(nightly(home));
    this.undisturbed = TableRows.of(home);
    this.needed = judge.takeCounters().path("requests").asLong();
  }

  /** Starts the judge, and does that night on this machine alone. */
  static Nights in(Path folder) {
    try {
      return new Nights(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A home that is not there yet. */
  Path home(String name) {
    return folder.resolve(name);
  }

  /** The command of the night. */
  List<String> nightly(Path home) {
    return deliveries.nightly(1, home, settings);
  }

  /** The command that applies the metrics of the night, before it. */
  List<String> apply(Path home) {
    return List.of(
        "metrics",
        "apply",
        deliveries.metrics(1).toString(),
        "--home",
        home.toString(),
        "--settings",
        settings.toString());
  }

  /**
   * Puts a file where the results of a metric would go, so that tasks fail until it is deleted.
   *
   * @param metric its name; {@link #apply} has applied it
   */
  Path inTheWayOfResults(Path home, String metric) {
    try (Connection catalog =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("catalog/catalog.db"));
        PreparedStatement ask = catalog.prepareStatement("SELECT id FROM metric WHERE name = ?")) {
      ask.setString(1, metric);
      try (ResultSet ids = ask.executeQuery()) {
        return Files.createFile(
            home.resolve("warehouse/metric_evaluation_result/metric_id=" + ids.getString(1)));
      }
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("Cannot be in the way of " + metric, e);
    }
  }

  /** The tables after a night. */
  TableRows undisturbed() {
    return undisturbed;
  }

  /** How many calls of the judge a night needs. */
  long needed() {
    return needed;
  }

  /** Who is asked in nights. */
  Judge judge() {
    return judge;
  }

  @Override
  public void close() {
    judge.close();
  }
}
