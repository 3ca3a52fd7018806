/** Tests of the package. */
@NullMarked
package dev.assay.results.file;

import org.jspecify.annotations.NullMarked;
