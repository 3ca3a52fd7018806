/**
 * Metrics as code: YAML files, read with every problem in its place, and applied to the catalog.
 * Knows nothing of databases.
 */
@NullMarked
package dev.assay.catalog.file;

import org.jspecify.annotations.NullMarked;
