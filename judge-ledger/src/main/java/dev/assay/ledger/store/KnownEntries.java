package dev.assay.ledger.store;

import dev.assay.evaluators.Ledger.Entry;
import java.util.Map;

/**
 * What the store has of some keys.
 *
 * @param entries answers, and failures of the run, by key
 * @param elsewhere keys that a call of another process is under way for, and that process
 */
public record KnownEntries(Map<String, Entry> entries, Map<String, String> elsewhere) {}
