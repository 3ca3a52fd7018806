package dev.assay.jobs.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import dev.assay.archive.RejectionReason;
import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Puts what could not be taken in into the table {@code quarantine}, each record once. */
final class Quarantine {

  private static final StructType FILES =
      new StructType().add("file", DataTypes.IntegerType).add("file_hash", DataTypes.StringType);

  private static final StructType PATHS =
      new StructType()
          .add("archive_file", DataTypes.StringType)
          .add("file_hash", DataTypes.StringType)
          .add("line", DataTypes.LongType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("raw", DataTypes.StringType);

  private final Tables tables;
  private final String orgId;
  private final String runId;
  private final Delivery delivery;

  Quarantine(Tables tables, String orgId, String runId, Delivery delivery) {
    this.tables = tables;
    this.orgId = orgId;
    this.runId = runId;
    this.delivery = delivery;
  }

  void write(Dataset<Row> staged, Dataset<Row> decisions) {
    Instant at = Instant.EPOCH.plus(delivery.ingestedAtMicros(), ChronoUnit.MICROS);
    Dataset<Row> rows =
        lines(staged, decisions)
            .unionByName(paths())
            .withColumn("id", id())
            .withColumn("org_id", lit(orgId))
            .withColumn("run_id", lit(runId))
            .withColumn("quarantined_at", lit(at));
    Dataset<Row> known = tables.read(AssayTable.QUARANTINE).select("id");
    Dataset<Row> fresh =
        rows.dropDuplicates("id")
            .join(known, rows.col("id").equalTo(known.col("id")), "left_anti")
            .select(
                Arrays.stream(Tables.schema(AssayTable.QUARANTINE).fieldNames())
                    .map(org.apache.spark.sql.functions::col)
                    .toArray(Column[]::new))
            .coalesce(1);
    if (!fresh.isEmpty()) {
      tables.append(fresh, AssayTable.QUARANTINE, runId, 1);
    }
  }

  /** From what does not change when the same bytes are delivered again. */
  private Column id() {
    return substring(
        sha2(
            concat_ws(
                "\n",
                lit(orgId),
                coalesce(col("file_hash"), col("archive_file")),
                col("line"),
                col("reason")),
            256),
        1,
        24);
  }

  private Dataset<Row> lines(Dataset<Row> staged, Dataset<Row> decisions) {
    Dataset<Row> duplicates =
        decisions
            .where(col("outcome").equalTo(NewestContent.DUPLICATE))
            .selectExpr("file", "line", "id AS conversation", "newest_line");
    Dataset<Row> rejected =
        staged
            .where("reason IS NOT NULL")
            .select("file", "archive_file", "line", "reason", "message", "raw");
    Dataset<Row> doubled =
        staged
            .where("reason IS NULL")
            .join(duplicates, new String[] {"file", "line"})
            .selectExpr(
                "file",
                "archive_file",
                "line",
                "'%s' AS reason".formatted(NewestContent.DUPLICATE),
                "concat('Line ', newest_line, ' of this file holds newer content of conversation ',"
                    + " conversation) AS message",
                "to_json(struct(id, service_id, created_at, messages)) AS raw");
    List<Row> hashes = new ArrayList<>();
    for (int i = 0; i < delivery.files().size(); i++) {
      hashes.add(RowFactory.create(i, delivery.files().get(i).hash()));
    }
    return rejected
        .unionByName(doubled)
        .join(tables.spark().createDataFrame(hashes, FILES), "file")
        .drop("file");
  }

  private Dataset<Row> paths() {
    List<Row> rows =
        delivery.problems().stream()
            .map(
                p ->
                    RowFactory.create(
                        p.path(),
                        null,
                        0L,
                        RejectionReason.UNREADABLE_FILE.label(),
                        p.message(),
                        ""))
            .toList();
    return tables.spark().createDataFrame(rows, PATHS);
  }
}
