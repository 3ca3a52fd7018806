/** Faults in the midst of evaluations, which no request over HTTP can bring about. */
@NullMarked
package dev.assay.api.evaluate;

import org.jspecify.annotations.NullMarked;
