/** Answers SQL with Spark, and the prompt at which people ask. */
@NullMarked
package dev.assay.jobs.sql;

import org.jspecify.annotations.NullMarked;
