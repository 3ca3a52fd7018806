/** Drives a running server over HTTP. */
@NullMarked
package dev.assay.api;

import org.jspecify.annotations.NullMarked;
