package dev.assay.simulator.batch;

import java.time.Duration;

/**
 * How batches go.
 *
 * @param delay from the beginning to the end of a batch; its requests are answered evenly within it
 * @param expiry after which a batch ends with what it has
 */
public record BatchSettings(Duration delay, Duration expiry) {}
