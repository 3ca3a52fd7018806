/**
 * What the catalog's database keeps of runs: what each took on, which holds which metric version,
 * how far ingesting and planning have come, what was erased, and what checks of packing have found.
 * Knows nothing of who runs them, or with what.
 */
@NullMarked
package dev.assay.installation.run;

import org.jspecify.annotations.NullMarked;
