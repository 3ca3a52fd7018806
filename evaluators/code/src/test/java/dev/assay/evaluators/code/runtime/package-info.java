/** Tests of patterns. */
@NullMarked
package dev.assay.evaluators.code.runtime;

import org.jspecify.annotations.NullMarked;
