/** Tests of the prompt for SQL. */
@NullMarked
package dev.assay.cli.archive;

import org.jspecify.annotations.NullMarked;
