/** Questions to the tables in SQL, answered by DuckDB. Writes nothing. */
@NullMarked
package dev.assay.results.query;

import org.jspecify.annotations.NullMarked;
