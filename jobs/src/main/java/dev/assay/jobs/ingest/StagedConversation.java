package dev.assay.jobs.ingest;

import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.archive.SampleKey;

/**
 * A record that was accepted.
 *
 * @param source where it stood
 * @param line and in which line
 * @param contentHash of the conversation
 * @param sampleKey of the conversation
 */
record StagedConversation(
    StageTask.Source source,
    long line,
    Conversation conversation,
    String contentHash,
    long sampleKey) {

  static StagedConversation of(StageTask.Source source, long line, Conversation conversation) {
    return new StagedConversation(
        source,
        line,
        conversation,
        ContentHash.of(conversation),
        SampleKey.of(conversation.orgId(), conversation.id()));
  }
}
