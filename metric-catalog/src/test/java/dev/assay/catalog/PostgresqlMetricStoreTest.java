package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.DatabaseFailed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresqlMetricStoreTest extends MetricStoreContract {
  private static EmbeddedPostgres server;
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.start();
    database = open("postgres");
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
    server.close();
  }

  @Override
  Database database() {
    return database;
  }

  @Test
  void aFreshDatabaseThatSeveralOpenAtOnceIsMigratedOnce() throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE fresh");
    }

    List<Object> opened = Race.run(4, i -> () -> open("fresh"));

    assertThat(opened).allMatch(Database.class::isInstance);
    for (Object each : opened) {
      ((Database) each).close();
    }
  }

  @Test
  void aDatabaseThatHoldsOtherTablesIsTaken() throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shared");
    }
    try (Connection connection = server.getDatabase("postgres", "shared").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE of_someone_else (id INTEGER)");
    }

    try (Database shared = open("shared")) {
      assertThat(shared.isPostgresql()).isTrue();
    }
  }

  @Test
  void aServerThatRefusesIsNamedWithoutThePassword() {
    assertThatThrownBy(
            () ->
                CatalogDatabase.postgresql(
                    "jdbc:postgresql://localhost:" + server.getPort() + "/absent",
                    "postgres",
                    "s3cret"))
        .isInstanceOf(DatabaseFailed.class)
        .hasMessageContaining("/absent")
        .hasMessageNotContaining("s3cret");
  }

  private static Database open(String name) {
    return CatalogDatabase.postgresql(
        "jdbc:postgresql://localhost:" + server.getPort() + "/" + name, "postgres", "postgres");
  }
}
