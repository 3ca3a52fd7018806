/** Tests of the archive that runs where only Java is. */
@NullMarked
package dev.assay.distribution;

import org.jspecify.annotations.NullMarked;
