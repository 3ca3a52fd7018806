package dev.assay.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.simulator.judge.Draw;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenBucketTest {

  /** The definition of a rate limit with bursts, over every interval from the beginning. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void letsThroughExactlyWhatRateAndBurstAllow(long seed) {
    Random random = new Random(seed);
    int perSecond = 1 + random.nextInt(random.nextBoolean() ? 10 : 500);
    int burst = 1 + random.nextInt(random.nextBoolean() ? 5 : 50);
    int askMillis = 1 + random.nextInt(20);
    TokenBucket bucket = new TokenBucket(perSecond, burst, 0);
    long granted = 0;
    for (long millis = 0; millis <= 5000; millis += askMillis) {
      long now = millis * 1_000_000;
      while (bucket.has(1, now)) {
        bucket.take(1);
        granted++;
      }
      double allowed = burst + perSecond * (millis / 1e3);
      assertThat((double) granted).as("seed %d", seed).isLessThanOrEqualTo(allowed + 1e-6);
      if (burst > perSecond * askMillis / 1e3 + 1) {
        assertThat((double) granted).as("seed %d", seed).isGreaterThan(allowed - 1 - 1e-6);
      }
    }
  }

  static LongStream seeds() {
    return new SplittableRandom(1).longs(300);
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
