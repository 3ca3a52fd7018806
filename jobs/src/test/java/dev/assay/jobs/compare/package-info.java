/** Tests of comparisons of metric versions. */
@NullMarked
package dev.assay.jobs.compare;

import org.jspecify.annotations.NullMarked;
