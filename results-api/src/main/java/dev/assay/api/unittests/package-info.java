/**
 * Simulation unit tests: what uses metrics, so that these cannot be deleted meanwhile. Their runs
 * are the business of others.
 */
@NullMarked
package dev.assay.api.unittests;

import org.jspecify.annotations.NullMarked;
