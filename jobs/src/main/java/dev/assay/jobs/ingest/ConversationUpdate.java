package dev.assay.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.assay.jobs.spark.Tables;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import io.delta.tables.DeltaTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Brings the table {@code conversation} up to date with staged records, as {@link NewestContent}
 * says.
 */
final class ConversationUpdate {

  private static final StructType DECISIONS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("file", DataTypes.IntegerType)
          .add("line", DataTypes.LongType)
          .add("newest_line", DataTypes.LongType)
          .add("is_finished", DataTypes.BooleanType)
          .add("last_message_at", DataTypes.TimestampType)
          .add("first_ingestion_sequence", DataTypes.LongType)
          .add("outcome", DataTypes.StringType);

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
    long sequence = delivery.sequence();
    return accepted
        .join(known, col("id").equalTo(col("known_id")), "left")
        .groupByKey((MapFunction<Row, String>) row -> row.getAs("id"), Encoders.STRING())
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>)
                (id, records) -> decided(id, records, sequence),
            Encoders.row(DECISIONS));
  }

  private static Iterator<Row> decided(String id, Iterator<Row> rows, long sequence) {
    List<NewestContent.Delivered> records = new ArrayList<>();
    Optional<NewestContent.Known> known = Optional.empty();
    long first = sequence;
    while (rows.hasNext()) {
      Row row = rows.next();
      records.add(
          new NewestContent.Delivered(
              new NewestContent.Known(row.getString(1), row.getAs(2), row.getBoolean(3)),
              row.getInt(4),
              row.getLong(5)));
      if (!row.isNullAt(6)) {
        known =
            Optional.of(new NewestContent.Known(row.getString(7), row.getAs(8), row.getBoolean(9)));
        first = row.getLong(10);
      }
    }
    long firstSequence = first;
    return NewestContent.decide(known, records).stream()
        .map(
            decided ->
                RowFactory.create(
                    id,
                    decided.record().file(),
                    decided.record().line(),
                    decided.newestLine(),
                    decided.content().isFinished(),
                    decided.content().lastMessageAt(),
                    firstSequence,
                    decided.outcome()))
        .iterator();
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
            : accepted
                .drop("is_finished", "last_message_at")
                .join(
                    broadcast(
                        decisions
                            .where(col("outcome").isin(NewestContent.NEW, NewestContent.CHANGED))
                            .drop("id", "newest_line", "outcome")),
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
