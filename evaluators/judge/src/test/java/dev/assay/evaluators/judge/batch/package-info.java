/** Tests of batches, and a server of batches for them. */
@NullMarked
package dev.assay.evaluators.judge.batch;

import org.jspecify.annotations.NullMarked;
