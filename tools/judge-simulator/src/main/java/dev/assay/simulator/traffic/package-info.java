/**
 * How the simulated judge behaves as a service: how fast, how much at once, how unreliable; and
 * what it counted. It knows nothing of questions and answers.
 */
@NullMarked
package dev.assay.simulator.traffic;

import org.jspecify.annotations.NullMarked;
