/** Says what a run did: as text, JSON, an HTML page and a table row. Counts nothing itself. */
@NullMarked
package dev.assay.insight.report;

import org.jspecify.annotations.NullMarked;
