package dev.assay.results;

import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Score;
import dev.assay.evaluators.Usage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code metric_evaluation_result}, without its partition columns.
 *
 * @param id 24 lowercase hex
 * @param orgId the organization
 * @param subject what was evaluated
 * @param evaluation a value or "not applicable"; a failure is never a result
 * @param contentHash of the conversation that was evaluated
 * @param evaluator the evaluator's type
 * @param evaluatorFingerprint of everything else that decided the answer
 * @param runId the run that wrote it
 * @param replaces id of the result that this one supersedes, or null
 * @param createdAtMicros microseconds since the epoch, UTC
 */
public record ResultRow(
    String id,
    String orgId,
    Subject subject,
    Evaluation evaluation,
    String contentHash,
    String evaluator,
    String evaluatorFingerprint,
    String runId,
    @Nullable String replaces,
    long createdAtMicros) {

  private static final double NANOS = 1e9;

  /**
   * What was evaluated.
   *
   * @param conversationId the conversation
   * @param serviceId its service
   * @param sourceType {@code post-session}, {@code simulation} or {@code manual}
   * @param simulation the simulated run, for {@code simulation} alone
   * @param invocation who asked for it, for {@code manual} alone
   * @param atMicros when the conversation took place, or null when that is not known; microseconds
   *     since the epoch, UTC
   */
  public record Subject(
      String conversationId,
      @Nullable String serviceId,
      String sourceType,
      dev.assay.archive.@Nullable Simulation simulation,
      @Nullable Invocation invocation,
      @Nullable Long atMicros) {
    public Subject(
        String conversationId,
        @Nullable String serviceId,
        String sourceType,
        dev.assay.archive.@Nullable Simulation simulation) {
      this(conversationId, serviceId, sourceType, simulation, null, null);
    }
  }

  /**
   * A manual evaluation.
   *
   * @param toInteractionId the last interaction that was looked at, or null for all
   * @param orgId whose user asked
   * @param userId the user who asked
   */
  public record Invocation(@Nullable String toInteractionId, String orgId, String userId) {}

  public ResultRow {
    Objects.requireNonNull(id, "id");
    if (evaluation instanceof Evaluation.Failed failed) {
      throw new IllegalArgumentException(
          "Invalid result %s: a failure (%s) is not a value".formatted(id, failed.code()));
    }
    if (evaluation instanceof Evaluation.CarriedOver carried) {
      throw new IllegalArgumentException(
          "Invalid result %s: what is carried over (%s) has no value"
              .formatted(id, carried.code()));
    }
  }

  /** The row in the order of the table's schema without its partition columns. */
  public @Nullable Object[] toFields() {
    var simulation = subject.simulation();
    @Nullable Invocation invocation = subject.invocation();
    @Nullable Usage usage = usage();
    Score score = evaluation instanceof Evaluation.Scored scored ? scored.value() : null;
    return new @Nullable Object[] {
      id,
      orgId,
      subject.conversationId(),
      subject.serviceId(),
      subject.sourceType(),
      score != null,
      score instanceof Score.BooleanScore value ? value.value() : null,
      score instanceof Score.NumericalScore value ? value.value() : null,
      score instanceof Score.CategoricalScore value ? value.value() : null,
      justification(),
      references(),
      invocation == null ? null : invocation.toInteractionId(),
      invocation == null ? null : invocation.orgId(),
      invocation == null ? null : invocation.userId(),
      simulation == null ? null : simulation.unitTestSetRunId(),
      simulation == null ? null : simulation.unitTestId(),
      simulation == null ? null : simulation.runIndex(),
      contentHash,
      evaluator,
      evaluatorFingerprint,
      usage == null ? null : usage.inputTokens(),
      usage == null ? null : usage.outputTokens(),
      usage == null ? null : usage.costNanos() / NANOS,
      runId,
      replaces,
      createdAtMicros,
      createdAtMicros,
      subject.atMicros(),
    };
  }

  private @Nullable Usage usage() {
    if (evaluation instanceof Evaluation.Scored scored) {
      return scored.usage();
    }
    return evaluation instanceof Evaluation.NotApplicable none ? none.usage() : null;
  }

  private @Nullable String justification() {
    if (evaluation instanceof Evaluation.Scored scored) {
      return scored.justification();
    }
    return evaluation instanceof Evaluation.NotApplicable none ? none.justification() : null;
  }

  private List<String> references() {
    if (evaluation instanceof Evaluation.Scored scored) {
      return scored.references();
    }
    return evaluation instanceof Evaluation.NotApplicable none ? none.references() : List.of();
  }
}
