/** Counts from the tables what a run did. */
@NullMarked
package dev.assay.jobs.report;

import org.jspecify.annotations.NullMarked;
