/** Tests of the judge. */
@NullMarked
package dev.assay.evaluators.judge.prompt;

import org.jspecify.annotations.NullMarked;
