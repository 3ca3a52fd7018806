/** Tests of what tasks share. */
@NullMarked
package dev.assay.jobs.spark;

import org.jspecify.annotations.NullMarked;
