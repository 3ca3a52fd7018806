/** Files of archives: found under paths and patterns, told apart, hashed, and cut into parts. */
@NullMarked
package dev.assay.archive.file;

import org.jspecify.annotations.NullMarked;
