/** Tests of what one record of each shape becomes. */
@NullMarked
package dev.assay.archive.fragment;

import org.jspecify.annotations.NullMarked;
