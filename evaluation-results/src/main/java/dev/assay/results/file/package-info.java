/**
 * Parquet data files of tables: written row by row, copied without some rows. Knows nothing of
 * commits.
 */
@NullMarked
package dev.assay.results.file;

import org.jspecify.annotations.NullMarked;
