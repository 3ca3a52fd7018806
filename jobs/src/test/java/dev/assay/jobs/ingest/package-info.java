/** Tests of what becomes of the records of a delivery. */
@NullMarked
package dev.assay.jobs.ingest;

import org.jspecify.annotations.NullMarked;
