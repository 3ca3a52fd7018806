package dev.assay.ledger.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreakerTest {

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT30S", "PT10M"})
  void aJudgeThatIsDownIsGivenUpWhenTheTimeIsOverAndNotMuchLater(String time) {
    Duration patience = Duration.parse(time);
    Breaker breaker = new Breaker(patience);
    long now = 0;
    while (!breaker.isDown(now)) {
      now = breaker.isProbing() ? breaker.probeAt() : now;
      breaker.failed(now);
    }

    assertThat(Duration.ofNanos(now)).isBetween(patience, patience.plus(patience.dividedBy(10)));
  }
}
