package dev.assay.results.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationFilterTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 1000, 100_000})
  void itKnowsAllThatIsInItAndHardlyAnyThatIsNot(int size) {
    long[] hashes = new Random(size).longs(size).toArray();

    ConversationFilter filter = ConversationFilter.of(hashes);

    assertThat(LongStream.of(hashes).allMatch(filter::mayHold)).isTrue();
    long wrong = new Random(-1 - size).longs(100_000).filter(filter::mayHold).count();
    assertThat(wrong).as("about 1.5 of 100,000 are expected").isLessThan(15);
    assertThat(filter.bytes()).isLessThan(100 + 3L * size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500})
  void whatComesOftenCountsOnce(int size) {
    long[] once = new Random(size).longs(size).toArray();
    long[] twice = LongStream.concat(LongStream.of(once), LongStream.of(once)).toArray();

    ConversationFilter filter = ConversationFilter.of(twice);

    assertThat(filter.bytes()).isEqualTo(ConversationFilter.of(once).bytes());
    assertThat(LongStream.of(once).allMatch(filter::mayHold)).isTrue();
  }
}
