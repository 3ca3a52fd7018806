/** What people read: SQL over the tables, comparisons, trends, and what the pages show. */
@NullMarked
package dev.assay.tests.insight;

import org.jspecify.annotations.NullMarked;
