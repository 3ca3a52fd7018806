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

  static Cells of(PlannedConversation planned, Conversation conversation) {
    @Nullable Simulation simulation = conversation.simulation();
    @Nullable Instant began = conversation.beganAt();
    return new Cells(
        conversation,
        planned,
        new ResultRow.Subject(
            conversation.id(),
            conversation.serviceId(),
            planned.sourceType(),
            simulation,
            null,
            began == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, began)),
        simulation == null
            ? conversation.id()
            : simulation.unitTestSetRunId()
                + '/'
                + simulation.unitTestId()
                + '/'
                + simulation.runIndex(),
        planned.details().stream().collect(Collectors.toMap(Detail::metric, Function.identity())));
  }
}
