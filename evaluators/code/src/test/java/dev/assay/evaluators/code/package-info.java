/** Tests of the code evaluator. */
@NullMarked
package dev.assay.evaluators.code;

import org.jspecify.annotations.NullMarked;
