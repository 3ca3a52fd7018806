/** Tests of reading: real bytes in, records out. */
@NullMarked
package dev.assay.archive.record;

import org.jspecify.annotations.NullMarked;
