package dev.assay.jobs.evaluate;

import dev.assay.results.file.DataFile;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one task wrote; its files belong to no table until the driver commits them.
 *
 * @param results files of {@code metric_evaluation_result}
 * @param failures files of {@code metric_evaluation_failure}
 * @param conversations how many it evaluated
 * @param cells how many evaluations that were, failures included
 * @param failed how many of those failed
 * @param carriedOver how many of those nobody was asked for
 * @param reason why, of the first of those, or null
 */
record TaskOutput(
    List<DataFile> results,
    List<DataFile> failures,
    long conversations,
    long cells,
    long failed,
    long carriedOver,
    @Nullable CarriedOver reason)
    implements Serializable {

  /**
   * Why an evaluation was carried over.
   *
   * @param code countable
   * @param message for a person
   */
  record CarriedOver(String code, String message) implements Serializable {}
}
