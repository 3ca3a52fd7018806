/** The commands on archives alone, for which there need be no home. */
@NullMarked
package dev.assay.cli.archive;

import org.jspecify.annotations.NullMarked;
