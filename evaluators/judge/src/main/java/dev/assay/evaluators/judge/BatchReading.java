package dev.assay.evaluators.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.batch.BatchedKey.Replied;
import dev.assay.evaluators.judge.answer.AnswerReader;
import dev.assay.evaluators.judge.answer.AnswerReader.Reading;
import dev.assay.evaluators.judge.answer.Completion;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import dev.assay.evaluators.judge.prompt.Dialect;
import dev.assay.evaluators.judge.prompt.JudgeRequest.Repair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a batch came to. Read from what the ledger keeps of it alone, so that reading
 * again after a crash gives the same.
 *
 * @param entries what is now known, by key
 * @param again how to ask again for what is not, or null
 * @param leftOver why what is not known is left to the next run, or null
 */
record BatchReading(
    Map<String, Entry> entries, @Nullable Again again, Judging.End.@Nullable CarriedOver leftOver) {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /** The messages of a request that mends nothing. */
  private static final int FIRST_MESSAGES = 2;

  private BatchReading(Map<String, Entry> entries) {
    this(entries, null, null);
  }

  private BatchReading(Again again) {
    this(Map.of(), again, null);
  }

  /**
   * How to ask again.
   *
   * @param dialect the server's, as far as it is known
   * @param repair the plea for a better answer, or null
   */
  record Again(Dialect dialect, @Nullable Repair repair) {}

  /**
   * Reads a call.
   *
   * @param keys what it asked, in the order of its questions
   * @param group which asked
   * @param mayAskAgain whether another batch follows
   */
  static BatchReading of(
      Replied replied, List<String> keys, BatchGroup group, boolean mayAskAgain) {
    JsonNode request = json(replied.request());
    Dialect tried = Dialect.spoken(request);
    Outcome outcome = Outcome.of(replied.status());
    String problem =
        "The judge answered HTTP %d to a request of a batch".formatted(replied.status());
    Reply reply = new Reply(outcome, replied.status(), replied.answer(), problem, null, 0);
    Again repeat = new Again(tried, null);
    return switch (outcome) {
      case ANSWERED, TOO_LARGE -> answered(replied, keys, group, mayAskAgain, request, tried);
      case REJECTED -> {
        Rejection rejection = Rejection.of(reply);
        Optional<Dialect> next =
            rejection.failure() == JudgeFailure.REQUEST_REJECTED && mayAskAgain
                ? tried.after(rejection.said())
                : Optional.empty();
        yield next.map(dialect -> new BatchReading(new Again(dialect, null)))
            .orElseGet(
                () ->
                    new BatchReading(
                        Turn.failures(keys, rejection.failure().code(), rejection.message())));
      }
      case REFUSED_ALL, UNREACHABLE -> leftOver(JudgeFailure.JUDGE_REFUSED, problem);
      case RATE_LIMITED ->
          mayAskAgain ? new BatchReading(repeat) : leftOver(JudgeFailure.RATE_LIMITED, problem);
      case TIMED_OUT -> passing(keys, JudgeFailure.TIMEOUT, problem, mayAskAgain ? repeat : null);
      case SERVER_ERROR ->
          passing(keys, JudgeFailure.SERVER_ERROR, problem, mayAskAgain ? repeat : null);
    };
  }

  private static BatchReading answered(
      Replied replied,
      List<String> keys,
      BatchGroup group,
      boolean mayAskAgain,
      JsonNode request,
      Dialect tried) {
    AnswerReader reader =
        new AnswerReader(keys.stream().map(group::version).toList(), group.group().transcript());
    String body = replied.answer();
    Optional<Completion> completion = body == null ? Optional.empty() : Completion.read(body);
    Reading reading = body == null ? reader.tooLarge() : reader.read(completion);
    if (reading instanceof Reading.Usable usable) {
      return new BatchReading(Turn.entries(keys, usable.evaluations(), replied.usage()));
    }
    Reading.Unusable unusable = (Reading.Unusable) reading;
    boolean mended = request.path("messages").size() > FIRST_MESSAGES;
    if (unusable.mendable() && mayAskAgain && !mended) {
      String said = completion.map(Completion::content).orElse("");
      return new BatchReading(new Again(tried, Repair.of(said, unusable.problem())));
    }
    return new BatchReading(Turn.entries(keys, unusable.failures(), replied.usage()));
  }

  private static BatchReading passing(
      List<String> keys, JudgeFailure failure, String problem, @Nullable Again again) {
    return again == null
        ? new BatchReading(Turn.failures(keys, failure.code(), problem))
        : new BatchReading(again);
  }

  private static BatchReading leftOver(JudgeFailure failure, String problem) {
    return new BatchReading(Map.of(), null, new Judging.End.CarriedOver(failure.code(), problem));
  }

  private static JsonNode json(String request) {
    try {
      return MAPPER.readTree(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read a request of the ledger: it is no JSON", e);
    }
  }
}
