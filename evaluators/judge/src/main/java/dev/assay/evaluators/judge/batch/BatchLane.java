package dev.assay.evaluators.judge.batch;

import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.Batch.State;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.client.BatchClient;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Submits the batches of a run, waits for them and collects what they came to. Each step may be
 * repeated after a crash at any point and goes on from what is durable; no batch is submitted
 * twice. Single-threaded.
 */
public final class BatchLane implements AutoCloseable {
  private static final int GONE = 404;

  private final BatchClient client;
  private final BatchRegister register;
  private final String endpoint;
  private final BatchSettings settings;
  private final Watch watch;
  private final RetriedRequest asking;
  private final LongSupplier nanoTime;
  private final Submission submission;
  private final BatchCollection collecting;

  /** Told how the batches come on. */
  public interface Watch {
    /** So many of the requests are over. */
    void requests(long done, long total);

    /** Something worth a line. */
    void note(String line);

    /**
     * Requests have no answer, and are left to the next run.
     *
     * @param code countable
     * @param message the same for a person
     */
    void leftOver(String code, String message);
  }

  /**
   * Makes the lane of a run.
   *
   * @param judge with the prices of batches
   * @param client of the same server
   * @param temporary a folder for files that are being sent
   */
  public BatchLane(
      JudgeSettings judge,
      BatchSettings settings,
      BatchClient client,
      BatchRegister register,
      Path temporary,
      Watch watch) {
    this(
        judge,
        settings,
        client,
        register,
        temporary,
        watch,
        wait -> Thread.sleep(wait.toMillis()),
        System::nanoTime);
  }

  BatchLane(
      JudgeSettings judge,
      BatchSettings settings,
      BatchClient client,
      BatchRegister register,
      Path temporary,
      Watch watch,
      RetriedRequest.Pause pause,
      LongSupplier nanoTime) {
    this.client = client;
    this.register = register;
    this.endpoint = judge.url().toString();
    this.settings = settings;
    this.watch = watch;
    this.asking = new RetriedRequest(judge.limits().maxAttempts(), pause);
    this.nanoTime = nanoTime;
    this.submission = new Submission(client, register, temporary, asking);
    this.collecting = new BatchCollection(client, register, judge.prices(), asking);
  }

  /**
   * Brings every batch to the provider that is not there.
   *
   * @throws BatchFailed when the provider cannot be asked, or refuses
   */
  public void submit() {
    for (Batch batch : open()) {
      Batch next = batch;
      if (next.state() == State.FILLING || next.state() == State.SEALED) {
        submission.upload(next);
        next = again(next);
      }
      if (next.state() == State.UPLOADED || next.state() == State.CREATING) {
        submission.create(next);
        next = again(next);
        watch.note(
            "Batch %d: %,d requests, %s"
                .formatted(next.number(), next.calls(), Objects.requireNonNull(next.batchId())));
      }
    }
  }

  /** Takes back every batch that the provider does not have. */
  public void withdraw() {
    for (Batch batch : open()) {
      boolean there =
          batch.state() == State.CREATED
              || (batch.state() == State.CREATING && submission.isAdopted(batch));
      if (!there) {
        register.withdraw(batch);
      }
    }
  }

  /**
   * Waits until the provider is done with every batch.
   *
   * @return whether it is; if not, the time to wait is over
   * @throws BatchFailed when the provider refuses to be asked
   */
  public boolean poll() {
    long end = nanoTime.getAsLong() + settings.patience().toNanos();
    Map<Integer, BatchStatus> last = new HashMap<>();
    while (true) {
      boolean over = look(last);
      if (over) {
        return true;
      }
      long left = end - nanoTime.getAsLong();
      if (left <= 0) {
        return false;
      }
      asking.pause(Duration.ofNanos(Math.min(left, settings.pollEvery().toNanos())));
    }
  }

  /**
   * Keeps what every batch came to that the provider is done with.
   *
   * @throws BatchFailed when it cannot be read now
   */
  public void collect() {
    for (Batch batch : open()) {
      if (batch.state() == State.CREATED) {
        collect(batch);
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** One look at every batch; whether all are over. */
  private boolean look(Map<Integer, BatchStatus> last) {
    boolean over = true;
    long done = 0;
    long total = 0;
    for (Batch batch : open()) {
      BatchStatus before = last.get(batch.number());
      if (before == null || !before.isEnd()) {
        Reply reply = client.batch(Objects.requireNonNull(batch.batchId()));
        Optional<BatchStatus> said =
            reply.outcome() == Outcome.ANSWERED ? BatchStatus.read(reply) : Optional.empty();
        said.ifPresent(now -> last.put(batch.number(), now));
        if (said.isEmpty() && reply.status() != GONE) {
          mayGoOn(reply);
        }
        over &= reply.status() == GONE || (said.isPresent() && said.get().isEnd());
      }
      BatchStatus known = last.get(batch.number());
      done += known == null ? 0 : known.isEnd() ? batch.calls() : known.done();
      total += batch.calls();
    }
    watch.requests(done, total);
    return over;
  }

  private void mayGoOn(Reply reply) {
    if (reply.outcome() == Outcome.REFUSED_ALL || reply.outcome() == Outcome.REJECTED) {
      throw RetriedRequest.failed(
          "ask how far a batch is", reply, "The batch goes on; the same command waits for it.");
    }
    watch.note(
        "Cannot ask how far a batch is: %s. RetriedRequest again.".formatted(reply.problem()));
  }

  private void collect(Batch batch) {
    String id = Objects.requireNonNull(batch.batchId());
    Reply reply = asking.until(() -> client.batch(id));
    if (reply.status() == GONE && submission.find(batch).isEmpty()) {
      long lost = register.collected(batch, BatchRegister.Unanswered.LOST);
      left(
          "batch_lost",
          "batch %d (%s) is not known to the provider any more; its %,d requests count as spent"
              .formatted(batch.number(), id, lost));
      return;
    }
    BatchStatus said =
        BatchStatus.read(reply)
            .filter(now -> reply.outcome() == Outcome.ANSWERED)
            .orElseThrow(
                () ->
                    RetriedRequest.failed(
                        "ask what became of a batch", reply, "The same command goes on."));
    if (said.isEnd()) {
      BatchCollection.Counts counts = collecting.collect(batch, said);
      watch.note(
          "Batch %d (%s) %s: %,d answered, %,d failed, %,d without an answer"
              .formatted(
                  batch.number(),
                  id,
                  said.status(),
                  counts.answered(),
                  counts.failed(),
                  counts.silent()));
      say(batch, said, counts);
      collecting.clean(batch, said);
    }
  }

  private void say(Batch batch, BatchStatus said, BatchCollection.Counts counts) {
    String of = "%,d requests of batch %d".formatted(counts.silent(), batch.number());
    if (counts.filesGone() || (counts.silent() > 0 && said.status().equals("completed"))) {
      left(
          "batch_lost",
          of + " have no answer in the provider's files; what they can have used counts as spent");
    } else if (counts.silent() > 0) {
      String why = said.errors().isEmpty() ? "" : ": " + said.errors();
      left(
          "batch_" + said.status(),
          of + " were not made, and cost nothing: the batch has " + ended(said) + why);
    }
  }

  private static String ended(BatchStatus said) {
    return switch (said.status()) {
      case "failed" -> "failed";
      case "cancelled" -> "been cancelled";
      default -> "expired";
    };
  }

  private void left(String code, String message) {
    watch.note(message);
    watch.leftOver(code, message);
  }

  private List<Batch> open() {
    List<Batch> open = register.open();
    for (Batch batch : open) {
      if (!batch.endpoint().equals(endpoint)) {
        throw new BatchFailed(
            "Cannot go on with batch %d of run %s: it is for %s, and judge.url in the settings is %s. Set it back until the batch is collected."
                .formatted(batch.number(), batch.runId(), batch.endpoint(), endpoint));
      }
    }
    return open;
  }

  private Batch again(Batch batch) {
    return register.all().stream()
        .filter(found -> found.number() == batch.number())
        .findFirst()
        .orElseThrow();
  }
}
