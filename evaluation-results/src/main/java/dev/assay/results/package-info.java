/**
 * The tables that Assay writes and people read: their contract ({@code SPEC.md}), each schema once,
 * and their rows. Knows nothing of Spark, Spring or HTTP, nor of where tables are kept.
 */
@NullMarked
package dev.assay.results;

import org.jspecify.annotations.NullMarked;
