/** Tests of the package. */
@NullMarked
package dev.assay.results.rewrite;

import org.jspecify.annotations.NullMarked;
