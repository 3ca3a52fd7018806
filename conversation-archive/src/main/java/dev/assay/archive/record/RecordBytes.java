package dev.assay.archive.record;

import java.io.IOException;

/** The bytes of one record after the other; of one that is too long only its start is held. */
interface RecordBytes extends AutoCloseable {

  /**
   * Goes to the next record; false at the end of the stream. When it throws, {@link #bytes()} and
   * {@link #length()} are the start of the record that could not be read whole.
   */
  boolean advance() throws IOException;

  /** The record's bytes, from 0 to {@link #length()}; overwritten by the next. */
  byte[] bytes();

  int length();

  /** Whether the record ended before the stream did. */
  boolean terminated();

  /** Whether the record was longer than the limit; then only its start is held. */
  boolean oversized();

  @Override
  void close() throws IOException;
}
