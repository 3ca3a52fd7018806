package dev.assay.jobs.sql;

import dev.assay.insight.sql.SavedView;
import dev.assay.insight.sql.SavedViews;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Registers tables and views once, for all sessions of a Spark that runs for long. */
public final class SparkCatalog {

  private SparkCatalog() {}

  /**
   * Makes the tables that exist, Assay's views and the saved ones known under their names, in the
   * schema {@code default}. Each query then sees the tables as they are by then.
   *
   * @return what is wrong with views that are left out
   */
  public static List<String> register(SparkSession spark, Warehouse warehouse, SavedViews saved) {
    for (AssayTable table : AssayTable.values()) {
      if (warehouse.exists(table)) {
        String path = warehouse.path(table).toString();
        spark.sql("CREATE TABLE %s USING delta LOCATION %s".formatted(table.label(), quoted(path)));
      }
    }
    spark.sql("CREATE VIEW current_result AS " + SparkEngine.CURRENT_RESULT);
    spark.sql("CREATE VIEW planned_cell AS " + SparkEngine.PLANNED_CELL);
    List<String> problems = new ArrayList<>();
    for (SavedView view : saved.all()) {
      try {
        spark.sql(
            "CREATE VIEW %s COMMENT %s AS %s"
                .formatted(view.name(), quoted(view.description()), view.sql()));
      } catch (Exception e) {
        // Spark throws checked exceptions that it does not declare.
        problems.add(view.problem(e));
      }
    }
    return problems;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
