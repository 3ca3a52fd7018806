package dev.assay.installation.run;

import java.util.List;
import java.util.Optional;

/**
 * What a run was asked to do. Kept with the run, so that a resumed run does the same.
 *
 * @param archives files, folders or globs to take in; may be empty
 * @param catchUpDays how many days of ingested history a new metric version takes in; absent means
 *     all of it
 * @param maxAttempts how often a failing cell is tried before it is parked
 * @param waveConversations about how many conversations are evaluated between two commits
 * @param samplingRate the share of conversations that is evaluated, above 0, up to 1; a metric may
 *     have a lower one of its own
 * @param follows the run that the same command brought to its end before, if there was one. When
 *     nothing has arrived since, that run's failures are left to the next night: being killed uses
 *     up no attempt
 * @param backfill the part of history that is evaluated, or empty for what is new
 */
public record RunInputs(
    List<String> archives,
    Optional<Double> catchUpDays,
    int maxAttempts,
    int waveConversations,
    double samplingRate,
    Optional<String> follows,
    Optional<Backfill> backfill) {

  /** Of a run that follows none and samples nothing. */
  public RunInputs(
      List<String> archives, Optional<Double> catchUpDays, int maxAttempts, int waveConversations) {
    this(
        archives,
        catchUpDays,
        maxAttempts,
        waveConversations,
        1,
        Optional.empty(),
        Optional.empty());
  }

  public RunInputs {
    archives = List.copyOf(archives);
  }

  /** The same, for a run that follows another in one command. */
  public RunInputs following(String runId) {
    return with(samplingRate, Optional.of(runId), backfill);
  }

  /** The same, with a share of the conversations. */
  public RunInputs sampling(double rate) {
    return with(rate, follows, backfill);
  }

  /** The same, of a part of history. */
  public RunInputs backfilling(Backfill part) {
    return with(samplingRate, follows, Optional.of(part));
  }

  private RunInputs with(double rate, Optional<String> followed, Optional<Backfill> part) {
    return new RunInputs(
        archives, catchUpDays, maxAttempts, waveConversations, rate, followed, part);
  }
}
