/** Tests of what is looked for, and of what is found. */
@NullMarked
package dev.assay.erasure;

import org.jspecify.annotations.NullMarked;
