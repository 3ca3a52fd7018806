package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaPropertyTest {

  private static final SchemaRegistry VALIDATORS =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

  private static final List<String> LEAVES =
      List.of(
          "{\"type\":\"boolean\"}",
          "{\"type\":[\"boolean\",\"null\"]}",
          "{\"const\":\"fixed\"}",
          "{\"enum\":[\"a\",\"b\",null,3]}",
          "{\"type\":\"string\",\"maxLength\":12}",
          "{\"type\":\"string\",\"minLength\":300}",
          "{\"type\":\"null\"}",
          "{\"type\":\"integer\",\"multipleOf\":7,\"minimum\":1,\"maximum\":30}",
          "{\"type\":\"number\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":0.001}",
          "{\"type\":\"integer\",\"exclusiveMinimum\":3,\"exclusiveMaximum\":5}",
          "{\"type\":\"integer\",\"maximum\":-5}");

  private static @Nullable RunningSimulator simulator;

  @BeforeAll
  static void start() throws InterruptedException {
    simulator = new RunningSimulator();
  }

  @AfterAll
  static void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }

  static LongStream seeds() {
    return new SplittableRandom(1).longs(500);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyAnswerFitsItsSchema(long seed) throws Exception {
    if (simulator == null) {
      throw new IllegalStateException("not started");
    }
    String schema = object(new Random(seed), 2).toString();
    JsonNode answer =
        RunningSimulator.JSON.readTree(
            simulator.content(RunningSimulator.question("text " + seed, schema)));
    assertThat(VALIDATORS.getSchema(RunningSimulator.JSON.readTree(schema)).validate(answer))
        .as("%s does not fit %s", answer, schema)
        .isEmpty();
  }

  private static ObjectNode object(Random random, int depth) throws IOException {
    ObjectNode object = RunningSimulator.JSON.createObjectNode().put("type", "object");
    object.put("additionalProperties", false);
    int properties = 1 + random.nextInt(4);
    for (int i = 0; i < properties; i++) {
      object.withObject("/properties").set("p" + i, schema(random, depth));
      object.withArray("/required").add("p" + i);
    }
    return object;
  }

  private static JsonNode schema(Random random, int depth) throws IOException {
    int kind = random.nextInt(depth == 0 ? 1 : 4);
    return switch (kind) {
      case 0 -> RunningSimulator.JSON.readTree(leaf(random));
      case 1 -> object(random, depth - 1);
      case 2 ->
          RunningSimulator.JSON.readTree(
              "{\"type\":\"array\",\"minItems\":1,\"items\":%s}"
                  .formatted(schema(random, depth - 1)));
      default ->
          RunningSimulator.JSON.readTree(
              "{\"anyOf\":[{\"type\":\"null\"},%s]}".formatted(schema(random, depth - 1)));
    };
  }

  private static String leaf(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> LEAVES.get(random.nextInt(LEAVES.size()));
      case 1 -> range(random, "integer");
      case 2 -> range(random, "number");
      default ->
          "{\"type\":\"array\",\"uniqueItems\":true,\"minItems\":%d,\"maxItems\":%d,\"items\":{\"enum\":[\"m1\",\"m2\",\"m3\"]}}"
              .formatted(random.nextInt(3), 2 + random.nextInt(2));
    };
  }

  private static String range(Random random, String type) {
    int least = random.nextInt(2001) - 1000;
    int width = random.nextInt(4) == 0 ? 0 : random.nextInt(501);
    return "{\"type\":\"%s\",\"minimum\":%d,\"maximum\":%d}".formatted(type, least, least + width);
  }
}
