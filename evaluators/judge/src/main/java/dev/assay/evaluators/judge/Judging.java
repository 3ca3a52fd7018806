package dev.assay.evaluators.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.answer.AnswerReader;
import dev.assay.evaluators.judge.answer.AnswerReader.Reading;
import dev.assay.evaluators.judge.answer.Completion;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.prompt.Dialect;
import dev.assay.evaluators.judge.prompt.JudgeRequest;
import dev.assay.evaluators.judge.prompt.JudgeRequest.Repair;
import dev.assay.evaluators.judge.prompt.PromptTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets an end for each metric of one group: asks the ledger, makes the calls that it grants, and
 * settles each before anything of its answer is used.
 */
final class Judging {
  private final Judge judge;
  private final RequestGroup group;
  private final Subject subject;
  private final Map<String, Asked> open;
  private final Map<String, End> ends = new HashMap<>();
  private final Set<String> mended = new HashSet<>();
  private Turn.@Nullable Mending mending;
  private int attempts;
  private long givenUpAt;
  private boolean asking;

  /**
   * One answer that is wanted.
   *
   * @param metric how it is asked for
   * @param version one of those that want it
   */
  record Asked(JudgedMetric metric, MetricVersion version) {}

  /** What the questions are about. */
  record Subject(String orgId, String conversationId, String contentHash) {}

  /** What became of one answer that was wanted. */
  sealed interface End {
    /** The ledger knows it. */
    record Known(Entry entry) implements End {}

    /** Nobody was asked, or nobody answered. */
    record CarriedOver(String code, String message) implements End {}
  }

  Judging(Judge judge, RequestGroup group, Subject subject, Map<String, Asked> asked) {
    this.judge = judge;
    this.group = group;
    this.subject = subject;
    this.open = new LinkedHashMap<>(asked);
  }

  /** An end for each key that was asked for. */
  Map<String, End> ends() {
    try {
      while (!open.isEmpty()) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      carryOver(JudgeFailure.INTERRUPTED.code(), "The run is being stopped");
    } catch (RuntimeException e) {
      carryOver(
          JudgeFailure.LEDGER_UNAVAILABLE.code(),
          "Cannot ask the judge: the ledger failed: " + OneLine.of(e.toString()));
    }
    return ends;
  }

  private void step() throws InterruptedException {
    List<JudgedMetric> missing = open.values().stream().map(Asked::metric).toList();
    Usage bound = bound(missing);
    Admission admission = judge.ledger().admit(new Ledger.Inquiry(call(missing), bound));
    admission.known().forEach(this::end);
    if (admission instanceof Admission.Granted granted) {
      if (!asking) {
        asking = true;
        givenUpAt = judge.nanoTime() + judge.settings().limits().deadline().toNanos();
      }
      attempt(granted.callId(), bound);
    } else if (admission instanceof Admission.Refused refused) {
      carryOver(refused.code(), refused.message());
    } else if (!open.isEmpty()) {
      throw new IllegalStateException("it answered, and not everything that was asked");
    }
  }

  /** Makes the one request of a grant, and settles it whatever comes. */
  private void attempt(String callId, Usage bound) throws InterruptedException {
    List<String> keys = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    pack(keys, asked);
    Dialect dialect = judge.dialect(group.shared().definition().model());
    Turn.Mending plea = mending != null && mending.keys().equals(keys) ? mending : null;
    byte[] body = new byte[0];
    Turn turn;
    try {
      body =
          group
              .request(asked.stream().map(Asked::metric).toList())
              .body(dialect, plea == null ? null : plea.repair());
      Reply reply = judge.client().post(body);
      turn = turn(keys, asked, reply, dialect, bound);
    } catch (RuntimeException | Error e) {
      turn = Turn.broken(keys, e);
    }
    boolean interrupted = Thread.interrupted();
    try {
      judge.ledger().settle(turn.settlement(callId, new String(body, UTF_8)));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    turn.entries().forEach(this::end);
    if (turn.carriedOver() != null) {
      carryOver(turn.carriedOver().code(), turn.carriedOver().message());
    }
    mending = turn.mending();
    attempts = turn.entries().isEmpty() ? attempts : 0;
    if (!turn.pause().isZero()) {
      judge.pause(turn.pause());
    }
  }

  private void pack(List<String> keys, List<Asked> asked) {
    List<JudgedMetric> pack = group.pack(open.values().stream().map(Asked::metric).toList());
    for (Map.Entry<String, Asked> next : open.entrySet()) {
      if (keys.size() < pack.size()) {
        keys.add(next.getKey());
        asked.add(next.getValue());
      }
    }
  }

  private Turn turn(
      List<String> keys, List<Asked> asked, Reply reply, Dialect dialect, Usage bound) {
    return switch (reply.outcome()) {
      case ANSWERED, TOO_LARGE -> answered(keys, asked, reply, bound);
      case REJECTED -> rejected(keys, reply, dialect);
      case REFUSED_ALL ->
          new Turn(
              CallEnd.REFUSED,
              reply,
              Usage.NONE,
              Map.of(),
              new End.CarriedOver(JudgeFailure.JUDGE_REFUSED.code(), reply.problem()),
              null,
              Duration.ZERO);
      case RATE_LIMITED -> passing(keys, reply, CallEnd.RATE_LIMITED, JudgeFailure.RATE_LIMITED);
      case UNREACHABLE -> passing(keys, reply, CallEnd.UNREACHABLE, JudgeFailure.JUDGE_UNREACHABLE);
      case TIMED_OUT -> passing(keys, reply, CallEnd.TIMED_OUT, JudgeFailure.TIMEOUT);
      case SERVER_ERROR -> passing(keys, reply, CallEnd.SERVER_ERROR, JudgeFailure.SERVER_ERROR);
    };
  }

  private Turn answered(List<String> keys, List<Asked> asked, Reply reply, Usage bound) {
    AnswerReader reader =
        new AnswerReader(asked.stream().map(Asked::version).toList(), group.transcript());
    String body = reply.body();
    Optional<Completion> completion = body == null ? Optional.empty() : Completion.read(body);
    Reading reading = body == null ? reader.tooLarge() : reader.read(completion);
    Usage usage =
        completion
            .map(Completion::tokens)
            .map(tokens -> judge.settings().prices().usage(tokens.read(), tokens.written()))
            .orElse(null);
    Usage shared = usage == null ? bound : usage;
    if (reading instanceof Reading.Usable usable) {
      Map<String, Entry> entries = Turn.entries(keys, usable.evaluations(), shared);
      return new Turn(CallEnd.ANSWERED, reply, usage, entries, null, null, Duration.ZERO);
    }
    Reading.Unusable unusable = (Reading.Unusable) reading;
    if (unusable.mendable() && keys.stream().noneMatch(mended::contains)) {
      mended.addAll(keys);
      Repair repair = Repair.of(completion.map(Completion::content).orElse(""), unusable.problem());
      return new Turn(
          CallEnd.ANSWERED,
          reply,
          usage,
          Map.of(),
          null,
          new Turn.Mending(keys, repair),
          Duration.ZERO);
    }
    Map<String, Entry> entries = Turn.entries(keys, unusable.failures(), shared);
    return new Turn(CallEnd.ANSWERED, reply, usage, entries, null, null, Duration.ZERO);
  }

  private Turn rejected(List<String> keys, Reply reply, Dialect dialect) {
    Rejection rejection = Rejection.of(reply);
    boolean again =
        rejection.failure() == JudgeFailure.REQUEST_REJECTED
            && judge.learnt(group.shared().definition().model(), dialect, rejection.said());
    Map<String, Entry> entries =
        again ? Map.of() : Turn.failures(keys, rejection.failure().code(), rejection.message());
    return new Turn(CallEnd.REJECTED, reply, Usage.NONE, entries, null, mending, Duration.ZERO);
  }

  /** A reply that a repetition may better: waits, or gives up when it was repeated enough. */
  private Turn passing(List<String> keys, Reply reply, CallEnd end, JudgeFailure failure) {
    attempts++;
    Usage usage = end == CallEnd.RATE_LIMITED || end == CallEnd.UNREACHABLE ? Usage.NONE : null;
    Long wish = reply.retryAfterMillis();
    Duration wait = judge.wait(attempts, Duration.ofMillis(wish == null ? 0 : wish));
    boolean tooLate = judge.nanoTime() + wait.toNanos() - givenUpAt >= 0;
    if (attempts < judge.settings().limits().maxAttempts() && !tooLate) {
      return new Turn(end, reply, usage, Map.of(), null, mending, wait);
    }
    String message =
        "%s; asked %d times%s"
            .formatted(reply.problem(), attempts, tooLate ? ", and the deadline is near" : "");
    return failure == JudgeFailure.TIMEOUT || failure == JudgeFailure.SERVER_ERROR
        ? new Turn(
            end,
            reply,
            usage,
            Turn.failures(keys, failure.code(), message),
            null,
            null,
            Duration.ZERO)
        : new Turn(
            end,
            reply,
            usage,
            Map.of(),
            new End.CarriedOver(failure.code(), message),
            null,
            Duration.ZERO);
  }

  private void end(String key, Entry entry) {
    if (open.remove(key) != null) {
      ends.put(key, new End.Known(entry));
    }
  }

  private void carryOver(String code, String message) {
    open.keySet().forEach(key -> ends.put(key, new End.CarriedOver(code, message)));
    open.clear();
  }

  private Usage bound(List<JudgedMetric> missing) {
    return group.bound(missing, mending == null ? null : mending.repair());
  }

  private Ledger.Call call(List<JudgedMetric> missing) {
    List<Ledger.Item> items = new ArrayList<>(open.size());
    open.forEach(
        (key, asked) ->
            items.add(new Ledger.Item(key, asked.version().metricId(), asked.version().version())));
    JudgeRequest request = group.request(group.pack(missing));
    return new Ledger.Call(
        subject.orgId(),
        subject.conversationId(),
        subject.contentHash(),
        request.model(),
        request.parameters(),
        PromptTemplate.VERSION,
        items);
  }
}
