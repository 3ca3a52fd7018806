/**
 * Takes rows away: what is superseded, what is erased, what is written anew. Nobody else may remove
 * files of a table meanwhile.
 */
@NullMarked
package dev.assay.results.rewrite;

import org.jspecify.annotations.NullMarked;
