package dev.assay.archive.message;

import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.RecordObject;

/** One vocabulary of the parts that a message's content consists of. */
interface PartReader {

  /**
   * Reads a part, if it is one of this vocabulary and all of its content is understood.
   *
   * @return whether it was
   * @throws UnreadableRecord when it is one, and holds what such a part cannot
   */
  boolean read(RecordObject part, Pieces pieces) throws UnreadableRecord;
}
