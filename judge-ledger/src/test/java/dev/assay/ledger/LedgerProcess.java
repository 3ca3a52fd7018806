package dev.assay.ledger;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.ledger.admission.Caps;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that pays for answers from several threads until it is killed, and says each grant and
 * each acknowledged settlement.
 */
final class LedgerProcess {
  private static final int THREADS = 8;

  private LedgerProcess() {}

  static Process start(LedgerPlace place, String runId) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            LedgerProcess.class.getName(),
            place.address(),
            runId)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] arguments) {
    LedgerStore store = new LedgerPlace(arguments[0]).store();
    RunLedger ledger = store.open(arguments[1], null, Caps.NONE, Samples.FAST);
    AtomicInteger numbers = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(() -> payForEver(ledger, numbers));
    }
  }

  private static void payForEver(RunLedger ledger, AtomicInteger numbers) {
    try {
      while (true) {
        String name = String.valueOf(numbers.incrementAndGet());
        if (ledger.admit(Samples.inquiry(name)) instanceof Admission.Granted granted) {
          say("granted " + name);
          ledger.settle(Samples.answered(granted.callId(), name));
          say("settled " + name);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
