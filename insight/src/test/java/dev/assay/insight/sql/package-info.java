/** Tests of the package. */
@NullMarked
package dev.assay.insight.sql;

import org.jspecify.annotations.NullMarked;
