/**
 * What judging will take before it is done: requests, tokens and cost; and whether metrics may
 * share requests.
 */
@NullMarked
package dev.assay.jobs.forecast;

import org.jspecify.annotations.NullMarked;
