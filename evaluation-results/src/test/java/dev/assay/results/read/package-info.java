/** Tests of the package. */
@NullMarked
package dev.assay.results.read;

import org.jspecify.annotations.NullMarked;
