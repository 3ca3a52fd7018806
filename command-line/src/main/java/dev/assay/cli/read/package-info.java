/** Commands that read: SQL, comparisons, trends, what a judge was asked. */
@NullMarked
package dev.assay.cli.read;

import org.jspecify.annotations.NullMarked;
