/** Tests of the judge. */
@NullMarked
package dev.assay.evaluators.judge.answer;

import org.jspecify.annotations.NullMarked;
