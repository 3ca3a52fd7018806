/** What an expression runs with: values, patterns, budgets and errors. */
@NullMarked
package dev.assay.evaluators.code.runtime;

import org.jspecify.annotations.NullMarked;
