/** Tests of taking archives in. */
@NullMarked
package dev.assay.jobs.ingest;

import org.jspecify.annotations.NullMarked;
