/** Counts from the tables what a run did, and says it: as text, JSON, an HTML page and a row. */
@NullMarked
package dev.assay.insight.report;

import org.jspecify.annotations.NullMarked;
