/**
 * Scores conversations by expressions in the Common Expression Language. The library parses and
 * type-checks an expression; the checked tree is evaluated here, because only then can every loop,
 * text and list be charged to a budget. Knows nothing of Spark, tables, HTTP or other evaluators.
 */
@NullMarked
package dev.assay.evaluators.code;

import org.jspecify.annotations.NullMarked;
