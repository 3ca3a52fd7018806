package dev.assay.sqlserver;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;

/** A client's connection: a session of Spark that reads nothing but the tables. */
final class ClientSession {

  private final SparkSession spark;
  private final ExecutorService threads;

  ClientSession(SparkSession shared, ExecutorService threads) {
    this.spark = shared.newSession();
    this.threads = threads;
    // Else parquet.`/any/file` would be a table.
    spark.conf().set("spark.sql.runSQLOnFiles", "false");
    // Else ${env:NAME} would be what the environment of the server holds, passwords too.
    spark.conf().set("spark.sql.variable.substitute", "false");
  }

  /** What there is to ask about. */
  Directory directory() {
    return new Directory(spark);
  }

  /** Begins to answer a statement. */
  Operation ask(String statement) {
    String group = UUID.randomUUID().toString();
    return new Operation(
        threads.submit(() -> answer(statement, group)),
        () -> spark.sparkContext().cancelJobGroup(group));
  }

  private Answer answer(String statement, String group) throws Exception {
    LogicalPlan plan = spark.sessionState().sqlParser().parsePlan(statement);
    if (ReadOnly.ignores(plan)) {
      return Answer.empty("Result");
    }
    ReadOnly.check(plan);
    spark.sparkContext().setJobGroup(group, "statement", true);
    Answer answer = SparkAnswers.of(spark.sql(statement));
    // Computes the first rows here, where it can be cancelled.
    var unused = answer.rows().hasNext();
    return answer;
  }
}
