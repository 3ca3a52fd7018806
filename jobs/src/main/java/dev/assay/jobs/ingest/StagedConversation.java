package dev.assay.jobs.ingest;

import dev.assay.archive.ContentHash;
import dev.assay.archive.Conversation;
import dev.assay.archive.SampleKey;

/**
 * A conversation that was read.
 *
 * @param file place of its file in the delivery; {@link Staged#ASSEMBLED} of one that was put
 *     together from fragments
 * @param archiveFile its file
 * @param line where it stood there
 * @param contentHash of the conversation
 * @param sampleKey of the conversation
 * @param isNew false when it was put together from fragments that were all known before
 */
record StagedConversation(
    int file,
    String archiveFile,
    long line,
    Conversation conversation,
    String contentHash,
    long sampleKey,
    boolean isNew) {

  static StagedConversation of(
      int file, String archiveFile, long line, Conversation conversation, boolean isNew) {
    return new StagedConversation(
        file,
        archiveFile,
        line,
        conversation,
        ContentHash.of(conversation),
        SampleKey.of(conversation.orgId(), conversation.id()),
        isNew);
  }
}
