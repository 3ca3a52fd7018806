package dev.assay.ledger.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate();
  private final List<String> gone = new ArrayList<>();

  @Test
  void callsGoInTheirOrderAsPlacesBecomeFree() {
    gate.places(2);
    enter("a", "b", "c", "d");
    assertThat(gone).containsExactly("a", "b");

    gate.leave("b");
    assertThat(gone).containsExactly("a", "b", "c");

    gate.places(3);
    assertThat(gone).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aPlaceIsFreedOnceHoweverOftenItsCallIsSaidToHaveEnded() {
    gate.places(1);
    enter("a", "b", "c");

    gate.leave("a");
    gate.leave("a");

    assertThat(gone).containsExactly("a", "b");
  }

  @Test
  void aCallThatWasToldToGoIsNotTakenBack() {
    gate.places(1);
    enter("a", "b");

    assertThat(gate.recall("a")).isFalse();
    assertThat(gate.recall("b")).isTrue();
    gate.leave("a");
    assertThat(gone).containsExactly("a");
  }

  @Test
  void fewerPlacesKeepTheNextCallsWaiting() {
    gate.places(2);
    enter("a", "b", "c");

    gate.places(1);
    gate.leave("a");
    assertThat(gone).containsExactly("a", "b");

    gate.leave("b");
    assertThat(gone).containsExactly("a", "b", "c");
  }

  private void enter(String... calls) {
    for (String call : calls) {
      gate.enter(call, () -> gone.add(call));
    }
  }
}
