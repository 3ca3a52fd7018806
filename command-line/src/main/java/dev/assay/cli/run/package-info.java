/** Commands that start runs, foresee them, and decide what becomes of them. */
@NullMarked
package dev.assay.cli.run;

import org.jspecify.annotations.NullMarked;
