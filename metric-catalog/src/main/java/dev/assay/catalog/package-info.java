/**
 * What is measured: metrics, their immutable versions and the store that keeps them. Knows nothing
 * of conversations, Spark, HTTP or tables.
 */
@NullMarked
package dev.assay.catalog;

import org.jspecify.annotations.NullMarked;
