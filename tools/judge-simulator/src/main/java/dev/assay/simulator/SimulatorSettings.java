package dev.assay.simulator;

import dev.assay.simulator.batch.BatchSettings;
import dev.assay.simulator.judge.JudgeSettings;
import dev.assay.simulator.traffic.TrafficSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * All that a simulator needs to know.
 *
 * @param host name or address to listen at
 * @param port to listen at; 0 for any
 * @param judge how it judges
 * @param traffic how it behaves under load
 * @param batch how batches go
 * @param maxBodyBytes of a request
 * @param bodyTimeout within which a request's body has to come
 * @param journal where to write a line for each request
 */
record SimulatorSettings(
    String host,
    int port,
    JudgeSettings judge,
    TrafficSettings traffic,
    BatchSettings batch,
    int maxBodyBytes,
    Duration bodyTimeout,
    Optional<Path> journal) {}
