package dev.assay.evaluators.judge.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.assay.evaluators.RandomText;
import dev.assay.evaluators.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCounterTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, o200k_base",
    "gpt-4.1-nano-2025-04-14, o200k_base",
    "openai/gpt-5-mini, o200k_base",
    "ft:gpt-4o-mini-2024-07-18:org::id, o200k_base",
    "openai/gpt-oss-20b, o200k_base",
    "gpt-4-turbo, cl100k_base",
    "gpt-3.5-turbo, cl100k_base",
    "Qwen/Qwen3-8B-Instruct, estimated at 4 bytes a token",
    "my-gpt-4o, estimated at 4 bytes a token"
  })
  void theTokenizerFollowsFromTheModel(String model, String basis) {
    assertThat(TokenCounter.forModel(model).basis()).isEqualTo(basis);
  }

  /** The counts are those of the reference implementation, tiktoken. */
  @Test
  void aKnownTokenizerCountsExactly() {
    assertThat(TokenCounter.forModel("gpt-4o").count("hello world").tokens()).isEqualTo(2);
    assertThat(TokenCounter.forModel("gpt-4").count("tiktoken is great!").tokens()).isEqualTo(6);
  }

  @Test
  void anUnknownOneIsEstimatedAndBoundedByBytes() {
    TokenCounter.Count count = TokenCounter.forModel("llama").count("Grüße, 世界 🔥");
    assertThat(count.bound()).isEqualTo("Grüße, 世界 🔥".getBytes(StandardCharsets.UTF_8).length);
    assertThat(count.tokens()).isEqualTo((count.bound() + 3) / 4);
  }

  @Test
  void aTextOfMegabytesIsNotTokenized() {
    TokenCounter.Count count = TokenCounter.forModel("gpt-4o").count("a".repeat(20_000_000));
    assertThat(count).isEqualTo(new TokenCounter.Count(5_000_000, 20_000_000));
  }

  @Seeded(300)
  void theBoundsOfPartsTogetherBoundTheWhole(long seed) {
    Random random = new Random(seed);
    List<String> parts =
        Stream.generate(() -> RandomText.of(random, 100)).limit(random.nextInt(7)).toList();
    long whole = O200K.countTokensOrdinary(String.join("", parts));
    for (String model : List.of("gpt-4o", "some-other-model")) {
      TokenCounter counter = TokenCounter.forModel(model);
      assertThat(parts.stream().mapToLong(part -> counter.count(part).bound()).sum())
          .isGreaterThanOrEqualTo(whole);
    }
  }
}
