/** Tests of the package. */
@NullMarked
package dev.assay.results.storage;

import org.jspecify.annotations.NullMarked;
