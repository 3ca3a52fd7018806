package dev.assay.installation.run;

import dev.assay.catalog.database.Database;
import dev.assay.installation.Home;
import dev.assay.installation.SettingsFile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A new database with the tables of runs, of either kind. */
final class RunDatabase {

  private RunDatabase() {}

  /**
   * Opens one, as a command does.
   *
   * @param folder holds the settings, and the home; of PostgreSQL a database of its own is made
   */
  static Database open(Database.Dialect dialect, Path folder) {
    String catalog =
        switch (dialect) {
          case SQLITE -> "";
          case POSTGRESQL ->
              "catalog: {url: \"%s\", user: postgres}\n".formatted(Server.newDatabase());
        };
    try {
      Path settings = Files.writeString(folder.resolve("assay.yaml"), "org: acme\n" + catalog);
      return new Home(folder.resolve("home"))
          .create()
          .openCatalog(SettingsFile.read(settings, folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Started when the first test wants it. */
  private static final class Server {
    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger MADE = new AtomicInteger();

    static String newDatabase() {
      String name = "runs_" + MADE.incrementAndGet();
      try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return "jdbc:postgresql://localhost:%d/%s".formatted(POSTGRES.getPort(), name);
    }

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
