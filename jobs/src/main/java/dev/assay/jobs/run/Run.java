package dev.assay.jobs.run;

import java.time.Instant;
import java.util.Optional;

/**
 * One run of a job.
 *
 * @param id 24 lowercase hex
 * @param orgId the organization
 * @param kind {@code nightly}, {@code backfill} or {@code ingest}
 * @param configurationDigest of the settings and inputs it was started with
 * @param inputs what it was asked to do
 * @param planInputs what its plan is made from, once planning has begun
 * @param startedAt when it was first started
 */
public record Run(
    String id,
    String orgId,
    String kind,
    String configurationDigest,
    RunInputs inputs,
    Optional<PlanInputs> planInputs,
    Instant startedAt) {}
