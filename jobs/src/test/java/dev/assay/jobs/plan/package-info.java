/** Tests of planning. */
@NullMarked
package dev.assay.jobs.plan;

import org.jspecify.annotations.NullMarked;
