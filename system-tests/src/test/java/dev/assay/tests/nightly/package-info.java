/** Nightly runs and backfills: what is evaluated, and what is not again. */
@NullMarked
package dev.assay.tests.nightly;

import org.jspecify.annotations.NullMarked;
