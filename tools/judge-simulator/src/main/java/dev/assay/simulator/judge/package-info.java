/**
 * What the simulated judge says: it reads a request, and fills the schema that the request asks
 * for. It knows nothing of HTTP, limits and time.
 */
@NullMarked
package dev.assay.simulator.judge;

import org.jspecify.annotations.NullMarked;
