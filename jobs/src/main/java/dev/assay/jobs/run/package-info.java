/**
 * What the catalog's database keeps of runs: what each took on, which holds which metric version,
 * and how far planning has come.
 */
@NullMarked
package dev.assay.jobs.run;

import org.jspecify.annotations.NullMarked;
