/**
 * Runs commands with the jar for spark-submit on a standalone cluster of real processes. It uses
 * what a user has: the jar, spark-submit and the command line.
 */
@NullMarked
package dev.assay.cluster;

import org.jspecify.annotations.NullMarked;
