package dev.assay.jobs.cli;

import dev.assay.home.Tabular;
import dev.assay.results.Warehouse;
import dev.assay.results.WarehouseSql;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay sql}. */
@Command(
    name = "sql",
    description = {
      "Answers one SQL statement over the tables.",
      "",
      "Tables: conversation, metric, metric_version, metric_evaluation_result,"
          + " metric_evaluation_history, metric_evaluation_failure, evaluation_run, quarantine,"
          + " archive_file; views: current_result (the results that count), planned_cell. Columns:"
          + " DESCRIBE metric_evaluation_result."
    },
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

  /** Who answers. */
  enum Engine {
    DUCKDB,
    SPARK
  }

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(paramLabel = "STATEMENT", description = "One SQL statement")
  String statement = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: ${DEFAULT-VALUE}")
  TableFormat format = TableFormat.TABLE;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "duckdb",
      description =
          "duckdb, which answers within a second or two, or spark. Default: ${DEFAULT-VALUE}")
  Engine engine = Engine.DUCKDB;

  @Override
  public Integer call() throws IOException, SQLException {
    if (!Files.isDirectory(home.home().warehouseRoot())) {
      throw new UserError(
          "Cannot find tables under %s: run ./assay nightly first, or name the home with --home."
              .formatted(home.home().root()));
    }
    if (engine == Engine.SPARK) {
      new SparkSql(home.home(), home.settings()).answer(statement, format, System.out);
      return 0;
    }
    Warehouse warehouse = home.home().warehouse();
    try (WarehouseSql session = WarehouseSql.openFor(warehouse, Tabular.MEMORY_LIMIT, statement);
        Statement asked = session.connection().createStatement()) {
      if (asked.execute(statement)) {
        try (ResultSet rows = asked.getResultSet()) {
          format.write(SqlAnswer.of(rows), System.out);
        }
      }
      return 0;
    } catch (SQLException e) {
      throw new UserError("Cannot answer: " + e.getMessage());
    }
  }
}
