/**
 * Keeps the tables fit for reading: counts results by day, moves superseded ones to the history,
 * and joins small files. Changes no answer of {@code current_result}.
 */
@NullMarked
package dev.assay.jobs.maintain;

import org.jspecify.annotations.NullMarked;
