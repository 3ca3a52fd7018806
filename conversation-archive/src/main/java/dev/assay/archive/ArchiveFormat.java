package dev.assay.archive;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One shape in which a conversation may be written down.
 *
 * <p>A new format is one class with a public no-argument constructor, named in {@code
 * META-INF/services/dev.assay.archive.ArchiveFormat}. The reader asks the formats in the order in
 * which they are named there, for each record, and the first that recognises it reads it. One
 * instance serves a reader's thread; several readers may share it, so it must hold no state.
 */
public interface ArchiveFormat {

  /** A stable word, such as {@code native}; part of every id that is derived for this format. */
  String name();

  /** Whether this record, a JSON object, has this shape. Cheap, and never an exception. */
  boolean recognises(JsonNode record);

  /**
   * Turns a recognised record into a conversation, all of whose content is read; the reader has
   * already checked that the record claims no other organization. The same record always gives an
   * equal conversation.
   *
   * @throws UnreadableRecord when the record belongs in the quarantine; nothing else may be thrown
   *     for anything that a record may hold
   */
  Conversation read(JsonNode record, RecordReading reading) throws UnreadableRecord;
}
