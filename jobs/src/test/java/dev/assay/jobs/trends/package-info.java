/** Trends as the command line shows them. */
@NullMarked
package dev.assay.jobs.trends;

import org.jspecify.annotations.NullMarked;
