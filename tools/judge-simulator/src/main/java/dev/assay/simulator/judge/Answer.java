package dev.assay.simulator.judge;

import java.util.Optional;

/**
 * An answer, with what it costs.
 *
 * @param body of the HTTP response
 * @param isJson whether that is JSON
 * @param inputTokens of the request; an estimate
 * @param outputTokens of the answer; an estimate
 * @param malformation what is wrong with it
 */
public record Answer(
    String body,
    boolean isJson,
    long inputTokens,
    long outputTokens,
    Optional<Malformation> malformation) {}
