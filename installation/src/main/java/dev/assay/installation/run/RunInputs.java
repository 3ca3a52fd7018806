package dev.assay.installation.run;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
 * @param otherOrgs further organizations that records of the archives may name, and then belong to
 */
public record RunInputs(
    List<String> archives,
    Optional<Double> catchUpDays,
    int maxAttempts,
    int waveConversations,
    double samplingRate,
    Optional<String> follows,
    Optional<Backfill> backfill,
    Set<String> otherOrgs) {

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
        Optional.empty(),
        Set.of());
  }

  /**
   * @param otherOrgs null in what was kept before there were any
   */
  public RunInputs(
      List<String> archives,
      Optional<Double> catchUpDays,
      int maxAttempts,
      int waveConversations,
      double samplingRate,
      Optional<String> follows,
      Optional<Backfill> backfill,
      @Nullable Set<String> otherOrgs) {
    this.archives = List.copyOf(archives);
    this.catchUpDays = catchUpDays;
    this.maxAttempts = maxAttempts;
    this.waveConversations = waveConversations;
    this.samplingRate = samplingRate;
    this.follows = follows;
    this.backfill = backfill;
    this.otherOrgs =
        Collections.unmodifiableSet(otherOrgs == null ? new TreeSet<>() : new TreeSet<>(otherOrgs));
  }

  /** The same, for a run that follows another in one command. */
  public RunInputs following(String runId) {
    return with(samplingRate, Optional.of(runId), backfill, otherOrgs);
  }

  /** The same, with a share of the conversations. */
  public RunInputs sampling(double rate) {
    return with(rate, follows, backfill, otherOrgs);
  }

  /** The same, of a part of history. */
  public RunInputs backfilling(Backfill part) {
    return with(samplingRate, follows, Optional.of(part), otherOrgs);
  }

  /** The same, with records that may name further organizations. */
  public RunInputs routing(Set<String> orgs) {
    return with(samplingRate, follows, backfill, orgs);
  }

  private RunInputs with(
      double rate, Optional<String> followed, Optional<Backfill> part, Set<String> orgs) {
    return new RunInputs(
        archives, catchUpDays, maxAttempts, waveConversations, rate, followed, part, orgs);
  }
}
