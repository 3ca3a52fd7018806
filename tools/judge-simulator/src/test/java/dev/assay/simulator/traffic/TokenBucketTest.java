package dev.assay.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.simulator.judge.Draw;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  /** The definition of a rate limit with bursts, over every interval from the beginning. */
  @Property(tries = 300)
  void letsThroughExactlyWhatRateAndBurstAllow(
      @ForAll @IntRange(min = 1, max = 500) int perSecond,
      @ForAll @IntRange(min = 1, max = 50) int burst,
      @ForAll @IntRange(min = 1, max = 20) int askMillis) {
    TokenBucket bucket = new TokenBucket(perSecond, burst, 0);
    long granted = 0;
    for (long millis = 0; millis <= 5000; millis += askMillis) {
      long now = millis * 1_000_000;
      while (bucket.has(1, now)) {
        bucket.take(1);
        granted++;
      }
      double allowed = burst + perSecond * (millis / 1e3);
      assertThat((double) granted).isLessThanOrEqualTo(allowed + 1e-6);
      if (burst > perSecond * askMillis / 1e3 + 1) {
        assertThat((double) granted).isGreaterThan(allowed - 1 - 1e-6);
      }
    }
  }

  @Test
  void saysWhenToComeBack() {
    TokenBucket bucket = new TokenBucket(10, 5, 0);
    bucket.take(5);
    assertThat(bucket.has(2, 0)).isFalse();
    assertThat(bucket.nanosUntil(2)).isEqualTo(200_000_000);
    assertThat(bucket.has(2, 199_000_000)).isFalse();
    assertThat(bucket.has(2, 200_000_001)).isTrue();
  }

  @Test
  void ratesMustBePositive() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, 0))
        .hasMessageStartingWith("Invalid rate limit: 0.0 a second with bursts of 1;");
  }

  @Test
  void latenciesHaveTheMedianAndThe95thPercentileThatWereAskedFor() {
    Latency latency = new Latency(Duration.ofMillis(100), Duration.ofMillis(400));
    long[] drawn = new long[20_000];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = latency.nanos(Draw.of(1).with(i));
    }
    Arrays.sort(drawn);
    assertThat(drawn[drawn.length / 2] / 1e6).isCloseTo(100, within(3.0));
    assertThat(drawn[drawn.length * 95 / 100] / 1e6).isCloseTo(400, within(15.0));
  }
}
