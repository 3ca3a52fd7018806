package dev.assay.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.ledger.admission.AdmissionControl;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.admission.Message;
import dev.assay.ledger.admission.PendingInquiry;
import dev.assay.ledger.store.LedgerWriter;
import dev.assay.ledger.store.SettledCall;
import dev.assay.ledger.store.Spend;
import java.io.BufferedReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes leave that are killed, wherever their ledger is kept. */
abstract class LedgerKillContract {

  /** Where this test's ledger is kept. */
  abstract LedgerPlace place();

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 333})
  void whatWasAcknowledgedIsFoundAndWhatWasNotSettledIsSpent(int killAfter) throws Exception {
    Set<String> granted = new HashSet<>();
    Set<String> settled = new HashSet<>();
    Process process = LedgerProcess.start(place(), "run-1");
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        (line.startsWith("granted ") ? granted : settled).add(line.substring(8));
        if (settled.size() == killAfter) {
          assertThat(process.toHandle().destroyForcibly()).isTrue();
        }
      }
    }
    process.waitFor();

    try (LedgerStore store = place().store();
        RunLedger ledger = store.open("run-1", null, Caps.NONE, Samples.FAST)) {
      assertThat(settled).hasSizeGreaterThanOrEqualTo(killAfter);
      assertThat(store.answers(keys(settled)).keySet())
          .containsExactlyInAnyOrderElementsOf(keys(settled));
      long answers = store.spend("run-1").answers();
      List<SettledCall> calls = store.calls("run-1", 0, 1_000_000);
      long lost = calls.stream().filter(call -> call.end().equals("lost")).count();
      Spend spent = store.spend("run-1").spend();
      assertThat(spent.calls()).isEqualTo(answers + lost).isGreaterThanOrEqualTo(granted.size());
      assertThat(lost).isLessThanOrEqualTo(8);
      assertThat(spent.usage().tokens())
          .isEqualTo(answers * Samples.USED.tokens() + lost * Samples.BOUND.tokens());
      assertThat(calls).extracting(SettledCall::sequence).doesNotHaveDuplicates();
      for (String name : granted) {
        Admission again = ledger.admit(Samples.inquiry(name));
        if (settled.contains(name)) {
          assertThat(again).isInstanceOf(Admission.Answered.class);
        } else if (again instanceof Admission.Granted call) {
          ledger.settle(Samples.answered(call.callId(), name));
        }
      }
    }
  }

  @Test
  void whatAnotherProcessHasInFlightIsWaitedForUntilItIsDead() throws Exception {
    Set<String> dead = MortalOwner.nobodyIsDead();
    MortalOwner first = MortalOwner.of(1, dead);
    try (LedgerStore mine = new LedgerStore(place().database(), first);
        LedgerStore others = new LedgerStore(place().database(), MortalOwner.of(2, dead));
        LedgerWriter myWriter = mine.writer("run-1");
        LedgerWriter otherWriter = others.writer("run-2")) {
      AdmissionControl my = mine.admission(myWriter, null, Caps.NONE, Samples.FAST, 0);
      AdmissionControl other = others.admission(otherWriter, null, Caps.NONE, Samples.FAST, 0);
      List<Admission> first1 = ask(my, 1, 0);
      assertThat(first1).singleElement().isInstanceOf(Admission.Granted.class);

      List<Admission> second = ask(other, 2, 0);
      assertThat(second).isEmpty();
      long next = other.nextAt(0);
      other.round(List.of(), next).forEach(Runnable::run);
      assertThat(second).isEmpty();

      dead.add(first.id());
      other.round(List.of(), other.nextAt(next)).forEach(Runnable::run);
      assertThat(second).singleElement().isInstanceOf(Admission.Granted.class);
      assertThat(others.spend("run-1").spend()).isEqualTo(new Spend(1, Samples.BOUND));
    }
  }

  private static List<Admission> ask(AdmissionControl admission, long number, long now)
      throws Exception {
    List<Admission> answers = new java.util.ArrayList<>();
    PendingInquiry pending =
        new PendingInquiry(number, "asker", Samples.inquiry("a"), answers::add);
    admission.round(List.of(new Message.Asked(pending)), now).forEach(Runnable::run);
    return answers;
  }

  private static Set<String> keys(Set<String> names) {
    return names.stream().map(Samples::key).collect(Collectors.toSet());
  }
}
