/** Tests of finding and cutting files. */
@NullMarked
package dev.assay.archive.file;

import org.jspecify.annotations.NullMarked;
