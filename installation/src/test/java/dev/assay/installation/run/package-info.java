/** Tests of what the database keeps of runs. */
@NullMarked
package dev.assay.installation.run;

import org.jspecify.annotations.NullMarked;
