/**
 * Executes the notebooks as an analyst does: with {@code ./assay}, a server, and Jupyter from
 * Debian's packages.
 */
@NullMarked
package dev.assay.notebooks;

import org.jspecify.annotations.NullMarked;
