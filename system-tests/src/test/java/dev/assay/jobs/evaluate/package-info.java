/** What a night by the commands must come before, and the package alone can look into. */
@NullMarked
package dev.assay.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
