/** Tests of the package. */
@NullMarked
package dev.assay.insight.compare;

import org.jspecify.annotations.NullMarked;
