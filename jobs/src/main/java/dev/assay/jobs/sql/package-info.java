/**
 * Answers SQL over the tables, with DuckDB or Spark: statements, saved views and the prompt at
 * which people ask. Knows nothing of how results come about.
 */
@NullMarked
package dev.assay.jobs.sql;

import org.jspecify.annotations.NullMarked;
