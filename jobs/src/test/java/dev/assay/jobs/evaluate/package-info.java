/** Tests of comparisons of metric versions. */
@NullMarked
package dev.assay.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
