/**
 * Where the bytes of tables are kept, and what makes a commit to a log hold. Knows nothing of
 * tables.
 */
@NullMarked
package dev.assay.results.storage;

import org.jspecify.annotations.NullMarked;
