/**
 * Results as a server reads them: by the pages of Parquet files that hold them, without SQL. Knows
 * nothing of DuckDB.
 */
@NullMarked
package dev.assay.results.read;

import org.jspecify.annotations.NullMarked;
