/**
 * What is measured: metrics, their immutable versions and the store that keeps them. Knows nothing
 * of conversations, Spark, HTTP or tables, nor of the files that metrics are written in.
 */
@NullMarked
package dev.assay.catalog;

import org.jspecify.annotations.NullMarked;
