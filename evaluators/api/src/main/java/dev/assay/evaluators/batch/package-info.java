/**
 * What is asked of a provider in batches: the records, and the ports that the ledger gives to an
 * evaluator that asks so.
 */
@NullMarked
package dev.assay.evaluators.batch;

import org.jspecify.annotations.NullMarked;
