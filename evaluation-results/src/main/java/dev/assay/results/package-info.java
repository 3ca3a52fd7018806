/**
 * The tables that Assay writes and people read: their contract ({@code SPEC.md}), and reading and
 * appending without Spark. Knows nothing of Spark, Spring or HTTP.
 */
@NullMarked
package dev.assay.results;

import org.jspecify.annotations.NullMarked;
