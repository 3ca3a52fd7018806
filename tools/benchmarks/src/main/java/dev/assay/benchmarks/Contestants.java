package dev.assay.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who takes part. {@code tools/benchmarks/run} has installed what they need. */
final class Contestants {

  private Contestants() {}

  private static final List<Integer> IN_FLIGHT = List.of(64, 256);

  /** Evaluations before those that are timed, in which Java compiles. */
  private static final String WARM_UP = "5000";

  /** No contestant, but what they are held against. */
  static Contestant mark(Path base) {
    return new Contestant(
        "raw client (no contestant: the mark)", benchmark(base, "RawJudgeClient"), 8000, IN_FLIGHT);
  }

  /** Assay, and the mark. */
  static List<Contestant> ours(Path base, Path work) {
    return List.of(mark(base), single(base, work));
  }

  /** Everybody; the slow ones with fewer evaluations. */
  static List<Contestant> all(Path base, Path work) {
    Path npm = base.resolve("tools/benchmarks/target/peers/npm");
    List<Contestant> all = new ArrayList<>();
    all.add(mark(base));
    all.add(single(base, work, "--warm-up", WARM_UP));
    List<String> packed = nightly(base, work);
    packed.addAll(List.of("--metrics", "10", "--pack-size", "10", "--warm-up", WARM_UP));
    all.add(new Contestant("Assay, ten metrics a call", packed, 160_000, IN_FLIGHT));
    all.add(
        new Contestant("SynapseML 1.1.0 OpenAIPrompt", synapse(base), 300, List.of(2, 64, 256)));
    all.add(
        new Contestant("promptfoo 0.120.27 llm-rubric", node(npm, "promptfoo"), 500, IN_FLIGHT));
    all.add(
        new Contestant("autoevals 0.3.0 LLMClassifier", node(npm, "autoevals"), 3000, IN_FLIGHT));
    all.add(
        new Contestant(
            "phoenix-evals 2.5.0 classification", node(npm, "phoenix"), 3000, IN_FLIGHT));
    return all;
  }

  private static Contestant single(Path base, Path work, String... options) {
    List<String> command = nightly(base, work);
    command.addAll(List.of(options));
    return new Contestant("Assay, nightly run", command, 30_000, IN_FLIGHT);
  }

  private static List<String> nightly(Path base, Path work) {
    List<String> command = new ArrayList<>(benchmark(base, "JudgedNightly"));
    command.addAll(List.of("--work", work.toString()));
    return command;
  }

  private static List<String> benchmark(Path base, String main) {
    List<String> command = jvm(base);
    command.add("-XX:+UseParallelGC");
    command.add("-Dlog4j2.configurationFile=" + base.resolve("conf/log4j2.properties"));
    command.add("-cp");
    command.add(
        Stream.of(
                "tools/benchmarks/target/assay-benchmarks.jar",
                "command-line/target/assay-command-line.jar",
                "command-line/target/lib/*")
            .map(part -> base + "/" + part)
            .reduce((a, b) -> a + ":" + b)
            .orElseThrow());
    command.add("dev.assay.benchmarks." + main);
    return command;
  }

  private static List<String> synapse(Path base) {
    Path target = base.resolve("tools/benchmarks/target/peers/synapseml");
    List<String> command = jvm(base);
    command.add("-cp");
    command.add("%s/synapseml-peer.jar:%s/lib/*".formatted(target, target));
    command.add("dev.assay.benchmarks.peers.SynapsePeer");
    return command;
  }

  private static List<String> jvm(Path base) {
    return new ArrayList<>(
        List.of(Contestant.java(), "@" + base.resolve("conf/jvm.options"), "-Xmx2g"));
  }

  private static List<String> node(Path npm, String name) {
    return List.of("node", npm.resolve(name + ".mjs").toString());
  }
}
