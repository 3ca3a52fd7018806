package dev.assay.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.TableAppend;
import io.delta.tables.DeltaTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Brings the table {@code conversation} up to date with staged records.
 *
 * <p>The newest content of a conversation is the one with the latest last message; among equals,
 * and where there are no times, the one delivered last. So the result does not depend on how a
 * delivery is cut into runs, and an old copy that arrives late reverts nothing.
 */
final class ConversationUpdate {

  /** What becomes of an accepted record; kept in staging and counted. */
  static final String NEW = "new";

  static final String CHANGED = "changed";
  static final String UNCHANGED = "unchanged";
  static final String SUPERSEDED = "superseded";
  static final String DUPLICATE = "duplicate_id";

  /** Conversations in one file: small enough for tasks to share a night's work. */
  private static final long CONVERSATIONS_A_FILE = 8192;

  private final Tables tables;
  private final String orgId;
  private final String runId;
  private final Delivery delivery;

  ConversationUpdate(Tables tables, String orgId, String runId, Delivery delivery) {
    this.tables = tables;
    this.orgId = orgId;
    this.runId = runId;
    this.delivery = delivery;
  }

  /** Decides what becomes of each accepted record, against the table as it is now. */
  Dataset<Row> decide(Dataset<Row> staged) {
    Dataset<Row> accepted =
        staged
            .where("reason IS NULL")
            .select("id", "content_hash", "last_message_at", "is_finished", "file", "line");
    WindowSpec newestFirst =
        Window.partitionBy("id")
            .orderBy(
                col("last_message_at").desc_nulls_last(), col("file").desc(), col("line").desc());
    Dataset<Row> ranked =
        accepted
            .withColumn("rank", row_number().over(newestFirst))
            .withColumn(
                "first",
                expr("first(struct(content_hash, is_finished, file, line))").over(newestFirst));
    Dataset<Row> known =
        tables
            .read(AssayTable.CONVERSATION)
            .where(col("org_id").equalTo(orgId))
            .selectExpr(
                "id AS known_id",
                "content_hash AS known_hash",
                "last_message_at AS known_last",
                "is_finished AS known_finished",
                "first_ingestion_sequence AS known_first");
    return ranked
        .join(known, col("id").equalTo(col("known_id")), "left")
        .selectExpr(
            "id",
            "file",
            "line",
            "first.line AS newest_line",
            "is_finished",
            "coalesce(known_first, %dL) AS first_ingestion_sequence".formatted(delivery.sequence()),
            """
            CASE
              WHEN rank > 1 AND content_hash = first.content_hash
                THEN CASE WHEN is_finished = first.is_finished OR first.is_finished
                  THEN 'unchanged' ELSE 'superseded' END
              WHEN rank > 1 AND file = first.file THEN 'duplicate_id'
              WHEN rank > 1 THEN 'superseded'
              WHEN known_id IS NULL THEN 'new'
              WHEN content_hash = known_hash AND (known_finished OR NOT is_finished)
                THEN 'unchanged'
              WHEN known_last IS NOT NULL
                AND (last_message_at IS NULL OR last_message_at < known_last) THEN 'superseded'
              ELSE 'changed'
            END AS outcome""");
  }

  /**
   * Writes new and changed conversations, in one commit that this run makes at most once.
   *
   * @param news how many are new
   * @param changed how many are changed
   * @param accepted how many records were accepted
   */
  void write(Dataset<Row> staged, Dataset<Row> decisions, long news, long changed, long accepted) {
    String application = application(runId);
    if (news + changed == 0) {
      return;
    }
    if (new TableAppend(tables.warehouse()).committed(AssayTable.CONVERSATION, application) >= 1) {
      return;
    }
    Dataset<Row> rows = rows(staged, decisions, news == accepted);
    if (changed == 0) {
      int files =
          (int)
              Math.max(
                  tables.spark().sparkContext().defaultParallelism(),
                  (news + CONVERSATIONS_A_FILE - 1) / CONVERSATIONS_A_FILE);
      tables.append(
          // Each file a range of keys, without the pass over the data that finding ranges takes.
          rows.repartitionById(
              files,
              expr(
                  "CAST(shiftright(sample_key, 32) * %dL DIV 2147483648L AS INT)"
                      .formatted(files))),
          AssayTable.CONVERSATION,
          application,
          1);
    } else {
      merge(rows, application);
    }
  }

  /** The name under which a run commits to the table. */
  static String application(String runId) {
    return runId + "/conversation";
  }

  private Dataset<Row> rows(Dataset<Row> staged, Dataset<Row> decisions, boolean allNew) {
    Dataset<Row> accepted = staged.where("reason IS NULL");
    Dataset<Row> chosen =
        allNew
            ? accepted.withColumn("first_ingestion_sequence", lit(delivery.sequence()))
            : accepted.join(
                broadcast(
                    decisions
                        .where(col("outcome").isin(NEW, CHANGED))
                        .select("file", "line", "first_ingestion_sequence")),
                new String[] {"file", "line"});
    Instant ingestedAt = Instant.EPOCH.plus(delivery.ingestedAtMicros(), ChronoUnit.MICROS);
    return chosen
        .withColumn("ingested_at", lit(ingestedAt))
        .withColumn("ingestion_sequence", lit(delivery.sequence()))
        .select(
            Arrays.stream(Tables.schema(AssayTable.CONVERSATION).fieldNames())
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
  }

  private void merge(Dataset<Row> rows, String application) {
    RuntimeConfig conf = tables.spark().conf();
    conf.set("spark.databricks.delta.write.txnAppId", application);
    conf.set("spark.databricks.delta.write.txnVersion", "1");
    try {
      DeltaTable.forPath(tables.spark(), tables.path(AssayTable.CONVERSATION))
          .as("t")
          .merge(rows.as("s"), "t.id = s.id AND t.org_id = s.org_id")
          .whenMatched()
          .updateAll()
          .whenNotMatched()
          .insertAll()
          .execute();
    } finally {
      conf.unset("spark.databricks.delta.write.txnAppId");
      conf.unset("spark.databricks.delta.write.txnVersion");
    }
  }
}
