/**
 * What an evaluator is and what it answers. Knows the catalog's definitions and the archive's
 * conversations; nothing of Spark, tables or HTTP.
 */
@NullMarked
package dev.assay.evaluators;

import org.jspecify.annotations.NullMarked;
