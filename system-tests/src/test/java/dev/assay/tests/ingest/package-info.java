/** Archives as they come: dirty, changed, delivered again, and in pieces. */
@NullMarked
package dev.assay.tests.ingest;

import org.jspecify.annotations.NullMarked;
