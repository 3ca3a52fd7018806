/**
 * A judge without a model: a local server that speaks the OpenAI-compatible interface, for trying,
 * testing and capacity planning. It knows nothing of the rest of Assay and shares no class with it.
 */
@NullMarked
package dev.assay.simulator;

import org.jspecify.annotations.NullMarked;
