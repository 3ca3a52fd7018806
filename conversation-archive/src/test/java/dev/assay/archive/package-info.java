/** Tests of the archives: real bytes in, records out. */
@NullMarked
package dev.assay.archive;

import org.jspecify.annotations.NullMarked;
