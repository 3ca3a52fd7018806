package dev.assay.evaluators.judge.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.LedgerKey;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.BatchDraft;
import dev.assay.evaluators.batch.BatchDrafts;
import dev.assay.evaluators.batch.BatchLimits;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.batch.BatchedKey;
import dev.assay.evaluators.judge.FakeJudge;
import dev.assay.evaluators.judge.JudgeSettings;
import dev.assay.evaluators.judge.Prices;
import dev.assay.evaluators.judge.batch.BatchServer.Answer;
import dev.assay.evaluators.judge.client.BatchClient;
import dev.assay.ledger.LedgerPlace;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.admission.Caps;
import dev.assay.ledger.store.Spend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A run with a ledger, and a provider whose batches it may have; time passes when it waits. */
final class BatchRun implements AutoCloseable {
  static final String RUN = "0123456789abcdef01234567";
  static final String KEY = "sk-hush-hush-0123456789";
  static final Usage BOUND = new Usage(1000, 100, 1100);
  static final BatchLimits LIMITS = new BatchLimits(3, 1_000_000);

  final List<String> notes = new ArrayList<>();
  final List<String> leftOver = new ArrayList<>();
  final List<String> progress = new ArrayList<>();
  final AtomicLong clock = new AtomicLong();
  final BatchServer server;
  final LedgerStore store;
  private final Path home;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;
  private @Nullable Answer answer;

  BatchRun(Path home, LedgerPlace place) {
    this.home = home;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    server = new BatchServer(http, request -> answer == null ? good() : answer);
    http.start();
    store = place.store();
  }

  /** What the provider answers to every request, in place of a good answer. */
  void answer(Answer other) {
    answer = other;
  }

  @Override
  public void close() {
    store.close();
    http.stop(0);
    threads.shutdownNow();
  }

  /** Submits, waits and collects, as one process would. */
  void run() {
    try (BatchLane lane = lane()) {
      lane.submit();
      assertThat(lane.poll()).isTrue();
      lane.collect();
    }
  }

  BatchLane lane() {
    return lane(url());
  }

  BatchLane lane(URI address) {
    JudgeSettings usual = JudgeSettings.of(address, "small");
    JudgeSettings.Limits limits = usual.limits();
    JudgeSettings settings =
        new JudgeSettings(
            usual.url(),
            usual.model(),
            usual.parameters(),
            new Prices(new BigDecimal("0.002"), new BigDecimal("0.003")),
            new JudgeSettings.Limits(
                limits.packSize(),
                limits.concurrency(),
                Duration.ofSeconds(20),
                limits.deadline(),
                3,
                limits.responseFormat()));
    return new BatchLane(
        settings,
        BatchSettings.USUAL
            .withPatience(Duration.ofMinutes(10))
            .withPollEvery(Duration.ofMinutes(1)),
        new BatchClient(address, KEY, "THE_KEY", Duration.ofSeconds(20)),
        register(),
        home.resolve("tmp"),
        new Watch(),
        wait -> clock.addAndGet(wait.toNanos()),
        clock::get);
  }

  private final class Watch implements BatchLane.Watch {
    @Override
    public void requests(long done, long total) {
      progress.add(done + "/" + total);
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public void leftOver(String code, String message) {
      leftOver.add(code + ": " + message);
    }
  }

  Spend spend() {
    return store.spend(RUN).spend();
  }

  Map<String, BatchedKey> look(int number) {
    try (BatchDrafts drafts = drafts(LIMITS, Caps.NONE)) {
      drafts.begin();
      return drafts.look(Set.of(key(number)));
    }
  }

  static BatchedKey.Replied replied(Map<String, BatchedKey> found) {
    return (BatchedKey.Replied) found.values().iterator().next();
  }

  BatchRegister register() {
    return store.batches(RUN);
  }

  void draft(String model, int from, int count) {
    draft(LIMITS, Caps.NONE, model, from, count);
  }

  /** How many of the calls were added. */
  long draft(BatchLimits limits, Caps caps, String model, int from, int count) {
    try (BatchDrafts drafts = drafts(limits, caps)) {
      drafts.begin();
      long added =
          IntStream.range(from, from + count)
              .filter(i -> drafts.add(new BatchDraft(call(model, i), BOUND, body(i), 1)))
              .count();
      drafts.commit();
      return added;
    }
  }

  BatchDrafts drafts(BatchLimits limits, Caps caps) {
    return store.drafts(RUN, null, caps, limits, url().toString());
  }

  private URI url() {
    return URI.create("http://127.0.0.1:%d/v1".formatted(http.getAddress().getPort()));
  }

  static Call call(String model, int number) {
    return new Call(
        "acme",
        "conversation",
        "hash",
        model,
        "{}",
        "template 1",
        List.of(new Item(key(number), "metric", 1)));
  }

  static String key(int number) {
    return LedgerKey.of("acme", "content " + number, "fingerprint");
  }

  static String body(int number) {
    return "{\"model\":\"m\",\"number\":%d}".formatted(number);
  }

  static Answer good() {
    return new Answer(
        200,
        FakeJudge.completion("{ \"a\" : 1.0 }")
            .replace("\"prompt_tokens\":0", "\"prompt_tokens\": 10")
            .replace("\"completion_tokens\":0", "\"completion_tokens\":2"));
  }
}
