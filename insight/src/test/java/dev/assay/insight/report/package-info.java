/** Tests of the package. */
@NullMarked
package dev.assay.insight.report;

import org.jspecify.annotations.NullMarked;
