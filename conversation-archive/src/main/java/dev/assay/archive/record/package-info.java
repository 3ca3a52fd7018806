/** Records of files: read from bytes, and turned into conversations or into reasons why not. */
@NullMarked
package dev.assay.archive.record;

import org.jspecify.annotations.NullMarked;
