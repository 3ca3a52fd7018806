/**
 * Delta's log of each table: which files it has, what commits changed, and commits made at most
 * once. The only package that uses Delta Kernel's internals.
 */
@NullMarked
package dev.assay.results.commit;

import org.jspecify.annotations.NullMarked;
