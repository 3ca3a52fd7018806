/**
 * The shapes in which conversations are written down, one class each, and the rules of identity
 * that they share. Knows nothing of files: a record reaches it as JSON.
 */
@NullMarked
package dev.assay.archive.format;

import org.jspecify.annotations.NullMarked;
