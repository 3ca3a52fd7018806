/**
 * Answers SQL over the tables: statements, saved views, and DuckDB as the engine. Knows nothing of
 * how results come about.
 */
@NullMarked
package dev.assay.insight.sql;

import org.jspecify.annotations.NullMarked;
