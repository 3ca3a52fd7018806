package dev.assay.jobs.run;

import dev.assay.catalog.database.Database;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import java.util.Collection;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The catalog's database with the tables that jobs keep in it: runs, leases, and Spring Batch's job
 * repository.
 */
public final class JobsDatabase implements AutoCloseable {

  private static final String VERSION = "7";

  private final Database catalog;

  private JobsDatabase(Database catalog) {
    this.catalog = catalog;
  }

  /** Opens the database that the settings name, and brings its tables up to date. */
  public static JobsDatabase open(Home home, Settings settings) {
    Database catalog = home.openCatalog(settings);
    try {
      migrate(catalog);
    } catch (RuntimeException e) {
      catalog.close();
      throw e;
    }
    return new JobsDatabase(catalog);
  }

  public DataSource dataSource() {
    return catalog.dataSource();
  }

  /** Writes the database anew without what was deleted from the tables. */
  public void compact(Collection<String> tables) {
    catalog.compact(tables);
  }

  /** Spring Batch's name of the database. */
  public String databaseType() {
    return databaseType(catalog);
  }

  @Override
  public void close() {
    catalog.close();
  }

  private static String databaseType(Database catalog) {
    return catalog.isPostgresql() ? "POSTGRES" : "SQLITE";
  }

  /** Asks with one query first, since starting Flyway costs more than all else here. */
  private static void migrate(Database catalog) {
    if (!isUpToDate(catalog.dataSource())) {
      catalog.whileMigrating(() -> migrateAlone(catalog));
    }
  }

  private static void migrateAlone(Database catalog) {
    if (!has(catalog.dataSource(), "BATCH_JOB_INSTANCE")) {
      String script =
          "org/springframework/batch/core/schema-%s.sql"
              .formatted(catalog.isPostgresql() ? "postgresql" : "sqlite");
      create(catalog.dataSource(), script);
    }
    Flyway.configure()
        .dataSource(catalog.dataSource())
        .locations("classpath:db/jobs")
        .table("jobs_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  /** All of its tables or none: a kill in between must not leave some. */
  private static void create(DataSource dataSource, String script) {
    new TransactionTemplate(new DataSourceTransactionManager(dataSource))
        .executeWithoutResult(
            status ->
                new ResourceDatabasePopulator(new ClassPathResource(script)).execute(dataSource));
  }

  private static boolean isUpToDate(DataSource dataSource) {
    return has(dataSource, "jobs_schema_history")
        && JdbcClient.create(dataSource)
                .sql("SELECT count(*) FROM jobs_schema_history WHERE success AND version = ?")
                .param(VERSION)
                .query(Integer.class)
                .single()
            > 0;
  }

  private static boolean has(DataSource dataSource, String table) {
    try {
      JdbcClient.create(dataSource)
          .sql("SELECT 1 FROM %s WHERE 1 = 0".formatted(table))
          .query()
          .listOfRows();
      return true;
    } catch (org.springframework.dao.DataAccessException e) {
      return false;
    }
  }
}
