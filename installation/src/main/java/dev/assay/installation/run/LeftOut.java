package dev.assay.installation.run;

/**
 * A metric version that a run does not evaluate.
 *
 * @param metric its name
 * @param version its version
 * @param reason for a person: why, and what to do
 */
public record LeftOut(String metric, int version, String reason) {}
