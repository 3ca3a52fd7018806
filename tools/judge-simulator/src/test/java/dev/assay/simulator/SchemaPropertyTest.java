package dev.assay.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

class SchemaPropertyTest {

  private static final SchemaRegistry VALIDATORS =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

  private static @Nullable RunningSimulator simulator;

  @BeforeContainer
  static void start() throws InterruptedException {
    simulator = new RunningSimulator();
  }

  @AfterContainer
  static void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }

  @Property(tries = 500)
  void everyAnswerFitsItsSchema(@ForAll("objects") String schema, @ForAll int number)
      throws Exception {
    if (simulator == null) {
      throw new IllegalStateException("not started");
    }
    JsonNode answer =
        RunningSimulator.JSON.readTree(
            simulator.content(RunningSimulator.question("text " + number, schema)));
    assertThat(VALIDATORS.getSchema(RunningSimulator.JSON.readTree(schema)).validate(answer))
        .as("%s does not fit %s", answer, schema)
        .isEmpty();
  }

  @Provide
  Arbitrary<String> objects() {
    return object(2);
  }

  private static Arbitrary<String> object(int depth) {
    return schema(depth)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(
            schemas -> {
              ObjectNode object = RunningSimulator.JSON.createObjectNode().put("type", "object");
              object.put("additionalProperties", false);
              for (int i = 0; i < schemas.size(); i++) {
                object.withObject("/properties").set("p" + i, read(schemas.get(i)));
                object.withArray("/required").add("p" + i);
              }
              return object.toString();
            });
  }

  private static JsonNode read(String json) {
    try {
      return RunningSimulator.JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Arbitrary<String> schema(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            List.of(
                Arbitraries.of(
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
                    "{\"type\":\"integer\",\"maximum\":-5}"),
                range("integer"),
                range("number"),
                Combinators.combine(
                        Arbitraries.integers().between(0, 2), Arbitraries.integers().between(2, 3))
                    .as(
                        "{\"type\":\"array\",\"uniqueItems\":true,\"minItems\":%d,\"maxItems\":%d,\"items\":{\"enum\":[\"m1\",\"m2\",\"m3\"]}}"
                            ::formatted)));
    if (depth == 0) {
      return leaf;
    }
    return Arbitraries.oneOf(
        List.of(
            leaf,
            object(depth - 1),
            schema(depth - 1).map("{\"type\":\"array\",\"minItems\":1,\"items\":%s}"::formatted),
            schema(depth - 1).map("{\"anyOf\":[{\"type\":\"null\"},%s]}"::formatted)));
  }

  private static Arbitrary<String> range(String type) {
    return Combinators.combine(
            Arbitraries.integers().between(-1000, 1000), Arbitraries.integers().between(0, 500))
        .as(
            (least, width) ->
                "{\"type\":\"%s\",\"minimum\":%d,\"maximum\":%d}"
                    .formatted(type, least, least + width));
  }
}
