/** Tests of the SPI, and the contract that every evaluator's tests run. */
@NullMarked
package dev.assay.evaluators;

import org.jspecify.annotations.NullMarked;
