/** Says what a run did: counts from the tables, as text, JSON, an HTML page and a table row. */
@NullMarked
package dev.assay.jobs.report;

import org.jspecify.annotations.NullMarked;
