/**
 * The database that holds the catalog and, beside it, what other modules keep: embedded or
 * PostgreSQL, its schemas, transactions, and the locks that processes share. Knows nothing of
 * metrics.
 */
@NullMarked
package dev.assay.catalog.database;

import org.jspecify.annotations.NullMarked;
