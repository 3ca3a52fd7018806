/** Tests of the judge. */
@NullMarked
package dev.assay.evaluators.judge.tokens;

import org.jspecify.annotations.NullMarked;
