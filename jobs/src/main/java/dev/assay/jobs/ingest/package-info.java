/**
 * Takes archives in: finds new files, reads them by tasks, and brings the table {@code
 * conversation} up to date. Knows nothing of metrics.
 */
@NullMarked
package dev.assay.jobs.ingest;

import org.jspecify.annotations.NullMarked;
