/**
 * Reads YAML files so that every problem can be told with its file and line. Knows nothing of what
 * they say.
 */
@NullMarked
package dev.assay.catalog.yaml;

import org.jspecify.annotations.NullMarked;
