package dev.assay.benchmarks.peers;

import com.microsoft.azure.synapse.ml.services.openai.OpenAIPrompt;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** SynapseML's OpenAIPrompt as a contestant: one prompt a conversation, answers counted in one action. */
public final class SynapsePeer {

  private SynapsePeer() {}

  public static void main(String[] arguments) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    int evaluations = Integer.parseInt(options.get("--evaluations"));
    int warmUp = Integer.parseInt(options.getOrDefault("--warm-up", "200"));
    int inFlight = Integer.parseInt(options.get("--in-flight"));
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("synapseml-peer")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    Dataset<Row> prompts = prompts(spark, options.get("--archive"), warmUp + evaluations);
    // The setting is for each task; there are two.
    OpenAIPrompt judge = judge(options.get("--url"), Math.max(1, inFlight / 2));
    answered(judge, prompts.where("number < " + warmUp));
    long cpu = cpuNanos();
    long began = System.nanoTime();
    long answered = answered(judge, prompts.where("number >= " + warmUp));
    System.out.printf(
        Locale.ROOT,
        "{\"evaluations\": %d, \"seconds\": %.3f, \"cpu_seconds\": %.3f}%n",
        answered,
        (System.nanoTime() - began) / 1e9,
        (cpuNanos() - cpu) / 1e9);
    spark.stop();
  }

  /** Conversations as text, numbered, in two partitions. */
  private static Dataset<Row> prompts(SparkSession spark, String archive, int count) {
    List<Row> texts =
        spark
            .read()
            .json(archive)
            .limit(count)
            .selectExpr(
                "array_join(transform(messages, m -> concat(m.sender, ': ', m.message)), '\\n')")
            .collectAsList();
    List<Row> numbered = new ArrayList<>();
    for (Row text : texts) {
      numbered.add(RowFactory.create(text.getString(0), numbered.size()));
    }
    Dataset<Row> prompts =
        spark
            .createDataFrame(
                numbered, StructType.fromDDL("conversation STRING NOT NULL, number INT NOT NULL"))
            .repartition(2)
            .cache();
    prompts.count();
    return prompts;
  }

  private static OpenAIPrompt judge(String url, int concurrency) {
    OpenAIPrompt judge = new OpenAIPrompt();
    judge.setSubscriptionKey("none");
    judge.setModel("judge-simulator");
    judge.setCustomUrlRoot(url + "/chat/completions");
    judge.setPromptTemplate(
        "{conversation}\n\nDid the agent apologise at least once? Answer yes or no.");
    judge.setOutputCol("answer");
    judge.setErrorCol("error");
    judge.setConcurrency(concurrency);
    judge.setTimeout(60);
    return judge;
  }

  private static long answered(OpenAIPrompt judge, Dataset<Row> prompts) {
    return judge
        .transform(prompts)
        .selectExpr("count_if(trim(answer) IN ('yes', 'no')) AS answered")
        .first()
        .getLong(0);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
