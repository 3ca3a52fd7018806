package dev.assay.jobs.ingest;

import java.io.Serializable;
import java.util.Map;

/**
 * Conversations that were put together from fragments.
 *
 * @param staged the conversations, and those that the table shall not have
 * @param fragments what became of the delivery's new fragments, by the archive file that they stood
 *     in
 */
record Assembled(Staged staged, Map<String, FragmentCounts> fragments) implements Serializable {}
