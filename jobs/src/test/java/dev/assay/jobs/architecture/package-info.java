/** Holds the modules and packages to the directions in which they may depend. */
@NullMarked
package dev.assay.jobs.architecture;

import org.jspecify.annotations.NullMarked;
