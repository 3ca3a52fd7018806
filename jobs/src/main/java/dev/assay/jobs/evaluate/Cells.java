package dev.assay.jobs.evaluate;

import dev.assay.archive.Conversation;
import dev.assay.archive.Simulation;
import dev.assay.results.PlannedConversation;
import dev.assay.results.PlannedConversation.Detail;
import dev.assay.results.ResultRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of one planned conversation share.
 *
 * @param conversation the conversation
 * @param planned what is planned of it
 * @param subject what its results are about
 * @param subjectKey the same as a text
 * @param details of cells that are tried again or replace a result, by ordinal
 */
public record Cells(
    Conversation conversation,
    PlannedConversation planned,
    ResultRow.Subject subject,
    String subjectKey,
    Map<Integer, Detail> details) {

  /**
   * @param ingestedAtMicros when the conversation's content was taken in
   */
  static Cells of(PlannedConversation planned, Conversation conversation, long ingestedAtMicros) {
    @Nullable Simulation simulation = conversation.simulation();
    return new Cells(
        conversation,
        planned,
        new ResultRow.Subject(
            conversation.id(),
            conversation.serviceId(),
            planned.sourceType(),
            simulation,
            null,
            at(conversation, ingestedAtMicros)),
        simulation == null
            ? conversation.id()
            : simulation.unitTestSetRunId()
                + '/'
                + simulation.unitTestId()
                + '/'
                + simulation.runIndex(),
        planned.details().stream().collect(Collectors.toMap(Detail::metric, Function.identity())));
  }

  /** When it took place, else when its content was taken in. */
  private static long at(Conversation conversation, long ingestedAtMicros) {
    Instant began = conversation.beganAt();
    return began == null ? ingestedAtMicros : ChronoUnit.MICROS.between(Instant.EPOCH, began);
  }
}
