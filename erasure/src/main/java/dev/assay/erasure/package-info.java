/**
 * Erases conversations from a home, from all that repeats them, and shows by a search of every file
 * that nothing is left. Knows where everything else keeps what it keeps; nothing knows it but the
 * command line.
 */
@NullMarked
package dev.assay.erasure;

import org.jspecify.annotations.NullMarked;
