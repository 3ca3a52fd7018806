/** The Spark session, and the one place where records become rows and rows become records. */
@NullMarked
package dev.assay.jobs.spark;

import org.jspecify.annotations.NullMarked;
