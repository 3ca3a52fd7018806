package dev.assay.evaluators.judge;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.Ledger;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.judge.answer.StoredAnswer;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.prompt.JudgeRequest.Repair;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a reply.
 *
 * @param end how the call ended
 * @param reply or null when none came to be
 * @param usage or null when nobody knows
 * @param entries what is now known
 * @param carriedOver why nothing more is asked, or null
 * @param mending what the next request is to mend, or null
 * @param pause before the next request
 */
record Turn(
    CallEnd end,
    @Nullable Reply reply,
    @Nullable Usage usage,
    Map<String, Entry> entries,
    Judging.End.@Nullable CarriedOver carriedOver,
    @Nullable Mending mending,
    Duration pause) {

  static Turn broken(List<String> keys, Throwable cause) {
    return new Turn(
        CallEnd.ANSWERED,
        null,
        null,
        failures(
            keys,
            FailureCode.EVALUATION_ERROR.code(),
            "Cannot ask the judge: " + OneLine.of(cause.toString())),
        null,
        null,
        Duration.ZERO);
  }

  Ledger.Settlement settlement(String callId, String request) {
    return new Ledger.Settlement(
        callId,
        end,
        reply == null ? null : reply.retryAfterMillis(),
        usage,
        entries,
        request,
        reply == null ? null : reply.body(),
        reply == null ? 0 : reply.latencyMillis());
  }

  /** A bad answer, and for which keys it was. */
  record Mending(List<String> keys, Repair repair) {}

  /** Answers with their shares of what was used, which together are all of it, and failures. */
  static Map<String, Entry> entries(List<String> keys, List<Evaluation> evaluations, Usage usage) {
    int answers = (int) evaluations.stream().filter(e -> !(e instanceof Evaluation.Failed)).count();
    Map<String, Entry> entries = new LinkedHashMap<>();
    int answer = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (evaluations.get(i) instanceof Evaluation.Failed failed) {
        entries.put(keys.get(i), new Entry.Failure(failed.code(), failed.message()));
      } else {
        entries.put(
            keys.get(i),
            new Entry.Answer(
                StoredAnswer.write(evaluations.get(i)), usage.share(answer++, answers)));
      }
    }
    return entries;
  }

  static Map<String, Entry> failures(List<String> keys, String code, String message) {
    Map<String, Entry> failures = new LinkedHashMap<>();
    keys.forEach(key -> failures.put(key, new Entry.Failure(code, message)));
    return failures;
  }
}
