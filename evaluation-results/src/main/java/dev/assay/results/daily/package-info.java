/** Keeps the counts of each day, which are always what counting all results anew would give. */
@NullMarked
package dev.assay.results.daily;

import org.jspecify.annotations.NullMarked;
