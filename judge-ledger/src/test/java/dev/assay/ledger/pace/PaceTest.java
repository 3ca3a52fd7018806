package dev.assay.ledger.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Ledger.CallEnd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final double NANOS = 1e9;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What became of the requests of a simulated run. */
  private record Outcome(double goodput, double refused, long sent) {}

  private record Call(String id, long reservedAt) {}

  private record Ending(Call call, long at, CallEnd end, @Nullable Duration retryAfter) {}

  @ParameterizedTest
  @CsvSource({
    "200,  200, none",
    "200,  200, exact",
    "200,  200, second",
    "200, 1000, second",
    "200,   20, exact",
    "50,    50, second",
    "1000, 500, exact"
  })
  void aLimitThatNobodyToldIsLearned(double perSecond, double burst, String retryAfter) {
    Outcome outcome =
        simulate(new PaceLimits(400, null, null, PATIENCE), perSecond, burst, retryAfter);

    assertThat(outcome.goodput()).isGreaterThanOrEqualTo(0.95);
    assertThat(outcome.refused()).isLessThanOrEqualTo(0.02);
  }

  @ParameterizedTest
  @ValueSource(doubles = {12, 20, 250})
  void aLimitThatWasToldIsKeptWithoutRefusals(double burst) {
    Outcome outcome = simulate(new PaceLimits(400, 12_000, null, PATIENCE), 200, burst, "second");

    assertThat(outcome.goodput()).isGreaterThanOrEqualTo(0.98);
    assertThat(outcome.refused()).isZero();
  }

  @Test
  void tokensAMinuteAreKept() {
    Outcome outcome = simulate(new PaceLimits(400, null, 60_000L, PATIENCE), 200, 200, "second");

    assertThat(outcome.sent()).isBetween(1_200L, 1_350L);
  }

  @Test
  void withoutALimitEverythingGoesThatMayBeInFlight() {
    Outcome outcome = simulate(new PaceLimits(128, null, null, PATIENCE), 1e9, 1e9, "none");

    double ideal = 128 / 0.3 * 120;
    assertThat(outcome.sent()).isBetween((long) (0.97 * ideal), (long) (1.02 * ideal));
  }

  @Test
  void aJudgeThatAsksForPeaceGetsIt() {
    Pace pace = new Pace(new PaceLimits(10, null, null, PATIENCE), 0);
    pace.reserved(0, 100);
    pace.ended(5, 0, CallEnd.SERVER_ERROR, Duration.ofSeconds(3), 100, 100);

    assertThat(pace.readyAt(5, 100)).isEqualTo(5 + Duration.ofSeconds(3).toNanos());
  }

  /** Two minutes of a server with a token bucket; a call takes 210 to 390 ms. */
  private static Outcome simulate(
      PaceLimits limits, double perSecond, double burst, String retryAfter) {
    int seconds = 120;
    long end = seconds * 1_000_000_000L;
    Pace pace = new Pace(limits, 0);
    PriorityQueue<Ending> endings = new PriorityQueue<>(Comparator.comparingLong(Ending::at));
    Random random = new Random(1);
    double held = burst;
    long filledAt = 0;
    long accepted = 0;
    long refused = 0;
    CallSlots slots = new CallSlots();
    ArrayDeque<Call> going = new ArrayDeque<>();
    for (long now = 0, reserved = 0; now < end; ) {
      slots.places(pace.places());
      long ready = pace.readyAt(now, 100);
      if (ready <= now) {
        Call call = new Call(Long.toString(reserved++), now);
        pace.reserved(now, 100);
        slots.enter(call.id(), () -> going.add(call));
      }
      while (!going.isEmpty()) {
        Call call = going.remove();
        held = Math.min(burst, held + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (held >= 1) {
          held--;
          accepted++;
          long latency = (long) (0.3e9 * (0.7 + 0.6 * random.nextDouble()));
          endings.add(new Ending(call, now + latency, CallEnd.ANSWERED, null));
        } else {
          refused++;
          Duration pause =
              switch (retryAfter) {
                case "none" -> null;
                case "second" -> Duration.ofSeconds(1);
                default -> Duration.ofNanos((long) ((1 - held) / perSecond * NANOS));
              };
          endings.add(new Ending(call, now + 3_000_000, CallEnd.RATE_LIMITED, pause));
        }
      }
      if (ready <= now) {
        continue;
      }
      now = endings.isEmpty() ? ready : Math.min(ready, endings.element().at());
      while (!endings.isEmpty() && endings.element().at() <= now) {
        Ending ending = endings.remove();
        slots.leave(ending.call().id());
        pace.ended(now, ending.call().reservedAt(), ending.end(), ending.retryAfter(), 100, 100);
      }
    }
    return new Outcome(
        accepted / (burst + perSecond * seconds),
        (double) refused / (accepted + refused),
        accepted + refused);
  }
}
