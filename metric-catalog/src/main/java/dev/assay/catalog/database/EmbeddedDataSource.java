package dev.assay.catalog.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Connections to one SQLite file, durable at commit, patient with other writers. */
final class EmbeddedDataSource extends SQLiteDataSource {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path file;

  EmbeddedDataSource(Path file) {
    super(settings());
    this.file = file;
    setUrl("jdbc:sqlite:" + file);
  }

  @Override
  public SQLiteConnection getConnection(String user, String password) throws SQLException {
    Properties settings = getConfig().toProperties();
    return new EmbeddedConnection(getUrl(), file.toString(), settings);
  }

  private static SQLiteConfig settings() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
    config.setBusyTimeout(Math.toIntExact(PATIENCE.toMillis()));
    config.enforceForeignKeys(true);
    return config;
  }
}
