/** Running the tasks of a step at once: in this process, or on a cluster. */
@NullMarked
package dev.assay.jobs.task;

import org.jspecify.annotations.NullMarked;
