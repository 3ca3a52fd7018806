/** Tests of the judge. */
@NullMarked
package dev.assay.evaluators.judge.client;

import org.jspecify.annotations.NullMarked;
