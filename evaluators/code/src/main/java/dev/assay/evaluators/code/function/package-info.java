/** The functions and operators of the language. */
@NullMarked
package dev.assay.evaluators.code.function;

import org.jspecify.annotations.NullMarked;
