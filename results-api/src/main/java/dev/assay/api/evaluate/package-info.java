/**
 * Evaluations that a user asks for: the route, the evaluators of this process, and the appending of
 * what they give to the table of results. Knows nothing of runs.
 */
@NullMarked
package dev.assay.api.evaluate;

import org.jspecify.annotations.NullMarked;
