/** Tests of the judge. */
@NullMarked
package dev.assay.evaluators.judge;

import org.jspecify.annotations.NullMarked;
