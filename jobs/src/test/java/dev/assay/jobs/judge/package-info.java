/** Tests of runs that ask a judge. */
@NullMarked
package dev.assay.jobs.judge;

import org.jspecify.annotations.NullMarked;
