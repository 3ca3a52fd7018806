/** Tests of what the database keeps of runs. */
@NullMarked
package dev.assay.jobs.run;

import org.jspecify.annotations.NullMarked;
