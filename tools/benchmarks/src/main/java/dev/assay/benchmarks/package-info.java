/** Benchmarks of whole paths of the product; {@code README.md} says how to run them. */
@NullMarked
package dev.assay.benchmarks;

import org.jspecify.annotations.NullMarked;
