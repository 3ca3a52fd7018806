package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.DatabaseFailed;
import dev.assay.catalog.database.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogDatabaseTest {
  @TempDir Path home;

  @Test
  void theSchemaVersionIsThatOfTheNewestMigration() throws Exception {
    try (Database database = CatalogDatabase.embedded(home);
        Connection connection = database.dataSource().getConnection()) {
      assertThat(
              Sql.query(
                  connection,
                  "SELECT max(CAST(version AS INTEGER)) FROM catalog_schema_history",
                  row -> row.getInt(1)))
          .containsExactly(CatalogSchema.SCHEMA.version());
    }
  }

  @Test
  void aFreshHomeThatSeveralOpenAtOnceIsMigratedOnce() throws Exception {
    Path fresh = home.resolve("not/yet/there");

    List<Object> opened = Race.run(6, i -> () -> CatalogDatabase.embedded(fresh));

    assertThat(opened).allMatch(Database.class::isInstance);
    for (Object each : opened) {
      Database database = (Database) each;
      assertThat(new MetricStore(database.dataSource(), Clock.systemUTC()).list("acme")).isEmpty();
      database.close();
    }
  }

  @Test
  void whatWasWrittenIsThereAfterOpeningAgain() {
    try (Database database = CatalogDatabase.embedded(home)) {
      new MetricStore(database.dataSource(), Clock.systemUTC())
          .create(Samples.named("Politeness"), "acme", Samples.ANN);
    }

    try (Database database = CatalogDatabase.embedded(home)) {
      assertThat(database.dialect()).isEqualTo(Database.Dialect.SQLITE);
      assertThat(database.isPostgresql()).isFalse();
      assertThat(new MetricStore(database.dataSource(), Clock.systemUTC()).list("acme"))
          .extracting(Metric::name)
          .containsExactly("Politeness");
    }
  }

  @Test
  void everyCommitIsSyncedToTheDisk() throws Exception {
    try (Database database = CatalogDatabase.embedded(home);
        Connection connection = database.dataSource().getConnection()) {
      assertThat(Sql.query(connection, "PRAGMA journal_mode", row -> row.getString(1)))
          .containsExactly("wal");
      assertThat(Sql.query(connection, "PRAGMA synchronous", row -> row.getInt(1)))
          .containsExactly(2);
      assertThat(Sql.query(connection, "PRAGMA foreign_keys", row -> row.getInt(1)))
          .containsExactly(1);
    }
  }

  @Test
  void aCatalogOfANewerAssayIsRefused() throws Exception {
    try (Database database = CatalogDatabase.embedded(home);
        Connection connection = database.dataSource().getConnection()) {
      Sql.update(
          connection, "UPDATE catalog_schema_history SET version = '99' WHERE version = '1'");
    }

    assertThatThrownBy(() -> CatalogDatabase.embedded(home))
        .isInstanceOf(DatabaseFailed.class)
        .hasMessageContaining("version 99")
        .hasMessageContaining("Update Assay");
  }

  @Test
  void aFileThatIsNoCatalogIsRefused() throws Exception {
    Files.writeString(home.resolve("catalog.db"), "no database at all, but long enough to look");

    assertThatThrownBy(() -> CatalogDatabase.embedded(home))
        .isInstanceOf(DatabaseFailed.class)
        .hasMessageContaining("Cannot open the catalog at")
        .hasMessageContaining("catalog.db");
  }

  @Test
  void aHomeThatCannotBeMadeIsRefused() throws Exception {
    Path file = Files.createFile(home.resolve("file"));

    assertThatThrownBy(() -> CatalogDatabase.embedded(file))
        .isInstanceOf(DatabaseFailed.class)
        .hasMessageContaining("Cannot open the catalog in " + file);
  }

  @Test
  void anAddressWithAPasswordIsRefusedAndNotRepeated() {
    assertThatThrownBy(
            () ->
                CatalogDatabase.postgresql(
                    "jdbc:postgresql://localhost/assay?password=s3cret", "u", "p"))
        .isInstanceOf(DatabaseFailed.class)
        .hasMessageNotContaining("s3cret")
        .hasMessageContaining("without a password");
  }

  @Test
  void theFirstFormatIsBroughtUpToDateAndRead() throws Exception {
    try (Database database = CatalogDatabase.embedded(home);
        Connection connection = database.dataSource().getConnection()) {
      Sql.update(connection, "DROP TABLE metric_promotion");
      Sql.update(connection, "ALTER TABLE metric DROP COLUMN sampling_rate");
      Sql.update(connection, "DELETE FROM catalog_schema_history WHERE version IN ('2', '3')");
      load(connection, "catalog-v1.sql");
    }

    try (Database database = CatalogDatabase.embedded(home)) {
      MetricStore store = new MetricStore(database.dataSource(), Clock.systemUTC());

      Metric metric = store.find("acme", "0123456789abcdef01234567").orElseThrow();

      assertThat(metric.name()).isEqualTo("Agent apologised");
      assertThat(metric.tags()).containsEntry("category", "quality").containsEntry("urgent", null);
      assertThat(metric.createdAt()).isEqualTo(Samples.NOON_MICROS);
      assertThat(metric.samplingRate()).isEqualTo(1);
      assertThat(metric.latest().version()).isEqualTo(2);
      assertThat(metric.latest().value()).isEqualTo(new MetricValue.NumericalValue(1, 10));
      assertThat(metric.latest().evaluator())
          .isEqualTo(Samples.code("size(conversation.messages)"));
      assertThat(store.versions("acme", metric.id()))
          .extracting(version -> version.evaluator().type())
          .containsExactly("judge", "code");
      assertThat(store.update("acme", metric.id(), MetricChange.nothing(), Samples.BOB))
          .isEqualTo(metric);
    }
  }

  @Test
  void theSecondFormatIsRead() throws Exception {
    try (Database database = CatalogDatabase.embedded(home);
        Connection connection = database.dataSource().getConnection()) {
      load(connection, "catalog-v2.sql");
      MetricStore store = new MetricStore(database.dataSource(), Clock.systemUTC());

      assertThat(store.find("acme", "0123456789abcdef01234567").orElseThrow().samplingRate())
          .isEqualTo(0.25);
    }
  }

  @Test
  void theThirdFormatIsRead() throws Exception {
    try (Database database = CatalogDatabase.embedded(home);
        Connection connection = database.dataSource().getConnection()) {
      load(connection, "catalog-v2.sql");
      load(connection, "catalog-v3.sql");

      assertThat(
              new Promotions(database.dataSource(), Clock.systemUTC())
                  .history("acme", "0123456789abcdef01234567"))
          .containsExactly(
              new Promotion("0123456789abcdef01234567", 1, Samples.BOB, Samples.NOON_MICROS),
              new Promotion("0123456789abcdef01234567", 2, Samples.ANN, Samples.NOON_MICROS));
    }
  }

  private static void load(Connection connection, String name) throws Exception {
    for (String statement : Files.readString(frozen(name)).split(";\n", -1)) {
      if (!statement.isBlank()) {
        Sql.update(connection, statement);
      }
    }
  }

  private static Path frozen(String name) throws Exception {
    return Path.of(
        java.util.Objects.requireNonNull(CatalogDatabaseTest.class.getResource("/frozen/" + name))
            .toURI());
  }
}
