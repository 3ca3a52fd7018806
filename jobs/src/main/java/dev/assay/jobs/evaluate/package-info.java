/**
 * Evaluates what a run has planned, in waves: each wave is read, evaluated and committed before the
 * next begins, and a wave that is committed is never done again.
 */
@NullMarked
package dev.assay.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
