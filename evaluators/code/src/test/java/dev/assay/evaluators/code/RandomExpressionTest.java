package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Score;
import dev.assay.evaluators.Seeded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

class RandomExpressionTest {
  private static final int DEPTH = 4;

  @Seeded(600)
  void anyExpressionOnAnyConversationObeysTheContract(long seed) {
    ExpressionGrammar grammar = new ExpressionGrammar(seed);
    MetricVersion version = Metrics.truth(grammar.truth(DEPTH));
    Conversation conversation = conversation(new Random(seed));
    CodeEvaluator evaluator = new CodeEvaluator();

    Evaluation evaluation = evaluator.evaluate(conversation, List.of(version)).get(0);

    assertThat(evaluator.evaluate(conversation, List.of(version))).containsExactly(evaluation);
    if (evaluation instanceof Evaluation.Scored scored) {
      assertThat(scored.value()).isInstanceOf(Score.BooleanScore.class);
    }
    if (evaluation instanceof Evaluation.Failed failed) {
      assertThat(failed.code()).matches("[a-z]+(_[a-z]+)*").isNotEqualTo("evaluation_error");
    }
  }

  @Seeded(500)
  void anyBytesAreAnExpressionOrNone(long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 10 : 201)];
    random.nextBytes(bytes);
    assertAnswered(new String(bytes, StandardCharsets.ISO_8859_1));
    assertAnswered(new String(bytes, StandardCharsets.UTF_16));
  }

  @Seeded(500)
  void anyDamagedExpressionIsAnExpressionOrNone(long seed) {
    Random random = new Random(seed);
    StringBuilder expression = new StringBuilder(new ExpressionGrammar(seed).truth(DEPTH));
    for (int i = 0; i < 3; i++) {
      int at = random.nextInt(expression.length());
      switch (random.nextInt(3)) {
        case 0 -> expression.deleteCharAt(at);
        case 1 -> expression.insert(at, "()[]{}'\"\\.,?:&|\0\ud800".charAt(random.nextInt(16)));
        default -> expression.insert(at, expression.substring(at));
      }
    }
    assertAnswered(expression.toString());
  }

  private static void assertAnswered(String expression) {
    MetricVersion version = Metrics.truth(expression);
    Preparation preparation = new CodeEvaluator().prepare(version);
    if (preparation instanceof Preparation.Rejected rejected) {
      assertThat(rejected.problems())
          .allMatch(problem -> problem.line() >= 1 && problem.column() >= 1);
    }
  }

  private static Conversation conversation(Random random) {
    List<Message> messages = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      messages.add(
          new Message(
              "m" + i,
              "i" + i / 2,
              pick(random, List.of(Sender.values())),
              pick(random, List.of(MessageType.values())),
              text(random),
              random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextInt()),
              random.nextBoolean()
                  ? List.of()
                  : List.of(new ToolCall("tool", text(random), null, orNull(random)))));
    }
    return random.nextBoolean()
        ? SampleConversations.bare(messages)
        : SampleConversations.of(messages.toArray(Message[]::new));
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
    }
    return text.toString();
  }

  private static @Nullable String orNull(Random random) {
    return random.nextBoolean() ? null : text(random);
  }
}
