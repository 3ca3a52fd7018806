package dev.assay.ledger.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallSlotsTest {
  private final CallSlots slots = new CallSlots();
  private final List<String> gone = new ArrayList<>();

  @Test
  void callsGoInTheirOrderAsPlacesBecomeFree() {
    slots.places(2);
    enter("a", "b", "c", "d");
    assertThat(gone).containsExactly("a", "b");

    slots.leave("b");
    assertThat(gone).containsExactly("a", "b", "c");

    slots.places(3);
    assertThat(gone).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aPlaceIsFreedOnceHoweverOftenItsCallIsSaidToHaveEnded() {
    slots.places(1);
    enter("a", "b", "c");

    slots.leave("a");
    slots.leave("a");

    assertThat(gone).containsExactly("a", "b");
  }

  @Test
  void aCallThatWasToldToGoIsNotTakenBack() {
    slots.places(1);
    enter("a", "b");

    assertThat(slots.recall("a")).isFalse();
    assertThat(slots.recall("b")).isTrue();
    slots.leave("a");
    assertThat(gone).containsExactly("a");
  }

  @Test
  void fewerPlacesKeepTheNextCallsWaiting() {
    slots.places(2);
    enter("a", "b", "c");

    slots.places(1);
    slots.leave("a");
    assertThat(gone).containsExactly("a", "b");

    slots.leave("b");
    assertThat(gone).containsExactly("a", "b", "c");
  }

  private void enter(String... calls) {
    for (String call : calls) {
      slots.enter(call, () -> gone.add(call));
    }
  }
}
