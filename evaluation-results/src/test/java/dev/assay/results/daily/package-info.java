/** Tests of the package. */
@NullMarked
package dev.assay.results.daily;

import org.jspecify.annotations.NullMarked;
