/** What the pages of reports, comparisons and trends have in common. */
@NullMarked
package dev.assay.insight.page;

import org.jspecify.annotations.NullMarked;
