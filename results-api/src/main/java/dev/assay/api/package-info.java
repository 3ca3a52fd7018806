/**
 * The HTTP server: its start, its commands and what all of its routes share. Reads tables without
 * Spark, and must not know the jobs.
 */
@NullMarked
package dev.assay.api;

import org.jspecify.annotations.NullMarked;
