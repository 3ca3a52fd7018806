package dev.assay.jobs.spark;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.Warehouse;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The warehouse's tables, as Spark reads and appends to them. */
public final class Tables {

  private final SparkSession spark;
  private final Warehouse warehouse;

  public Tables(SparkSession spark, Warehouse warehouse) {
    this.spark = spark;
    this.warehouse = warehouse;
  }

  public SparkSession spark() {
    return spark;
  }

  public Warehouse warehouse() {
    return warehouse;
  }

  /** A table's schema as Spark's type. */
  public static StructType schema(AssayTable table) {
    return (StructType) DataType.fromJson(table.schemaJson());
  }

  /** A table's path, for statements that name it. */
  public String path(AssayTable table) {
    return warehouse.path(table).toString();
  }

  /** The newest snapshot of a table. */
  public Dataset<Row> read(AssayTable table) {
    return spark.read().format("delta").load(path(table));
  }

  /** A table as of one of its commits. */
  public Dataset<Row> read(AssayTable table, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(path(table));
  }

  /**
   * Appends rows; at most once for each number of an application, whatever the rows are.
   *
   * @param application who writes, such as a run and a step
   * @param number of this write by that application, higher than any before
   */
  public void append(Dataset<Row> rows, AssayTable table, String application, long number) {
    rows.write()
        .format("delta")
        .mode("append")
        .options(Map.of("txnAppId", application, "txnVersion", String.valueOf(number)))
        .save(path(table));
  }
}
