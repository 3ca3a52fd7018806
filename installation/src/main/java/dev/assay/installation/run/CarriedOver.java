package dev.assay.installation.run;

/**
 * Why a run leaves evaluations to the next one.
 *
 * @param code a countable word, such as {@code budget_ended}
 * @param reason for a person
 */
public record CarriedOver(String code, String reason) {}
