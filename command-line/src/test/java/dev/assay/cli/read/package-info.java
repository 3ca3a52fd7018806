/** Tests of the prompt for SQL. */
@NullMarked
package dev.assay.cli.read;

import org.jspecify.annotations.NullMarked;
