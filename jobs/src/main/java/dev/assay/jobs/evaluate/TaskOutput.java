package dev.assay.jobs.evaluate;

import dev.assay.results.DataFile;
import java.io.Serializable;
import java.util.List;

/**
 * What one task wrote; its files belong to no table until the driver commits them.
 *
 * @param results files of {@code metric_evaluation_result}
 * @param failures files of {@code metric_evaluation_failure}
 * @param conversations how many it evaluated
 * @param cells how many evaluations that were, failures included
 * @param failed how many of those failed
 */
record TaskOutput(
    List<DataFile> results, List<DataFile> failures, long conversations, long cells, long failed)
    implements Serializable {}
