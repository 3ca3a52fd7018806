/** Options and errors that several commands have. */
@NullMarked
package dev.assay.cli.option;

import org.jspecify.annotations.NullMarked;
