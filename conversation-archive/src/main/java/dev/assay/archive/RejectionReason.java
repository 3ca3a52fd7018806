package dev.assay.archive;

import java.util.Locale;

/** Why a record of an archive was not taken in. The labels are persisted: never rename one. */
public enum RejectionReason {
  /** The line is no JSON, or more than one JSON value. */
  BROKEN_JSON,
  /** The line is JSON, but no object. */
  NOT_AN_OBJECT,
  /** A known field holds another JSON type than its own. */
  WRONG_TYPE,
  /** A known field has the right type and a value that means nothing: a time, a word. */
  UNREADABLE_VALUE,
  /** A field is absent without which the record has no meaning, such as a message's sender. */
  MISSING_FIELD,
  /** The bytes are not valid UTF-8. */
  INVALID_ENCODING,
  /** The record has no list of messages. */
  NO_MESSAGES_LIST,
  /** There is a list of messages, but no format knows its messages. */
  UNKNOWN_FORMAT,
  /** Something stands where content stands, and no format knows what it is. */
  UNREAD_CONTENT,
  /** The record claims another organization than its delivery's. */
  WRONG_ORGANIZATION,
  /** The record nests deeper than 1,000 levels. */
  TOO_DEEP,
  /** The record, or a number or field name in it, is longer than the limits allow. */
  TOO_LARGE,
  /** The file ends in the middle of a record or of its compressed data. */
  TRUNCATED_FILE,
  /** The file vanished, failed to be read, or its compressed data is damaged. */
  UNREADABLE_FILE,
  /** The file is no longer the one that was inspected. */
  CHANGED_WHILE_READ;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The countable code of tables and reports, such as {@code broken_json}. */
  public String label() {
    return label;
  }
}
