package dev.assay.jobs.run;

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
 */
public record RunInputs(
    List<String> archives, Optional<Double> catchUpDays, int maxAttempts, int waveConversations) {
  public RunInputs {
    archives = List.copyOf(archives);
  }
}
