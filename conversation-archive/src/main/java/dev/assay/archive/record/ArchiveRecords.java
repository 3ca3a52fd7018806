package dev.assay.archive.record;

import java.util.Iterator;

/**
 * The records of one split, in order, read as they are asked for; for one thread.
 *
 * <p>Neither {@link #hasNext()} nor {@link #next()} throws for anything that a file holds or for a
 * file that fails: both end in an {@link ArchiveRecord.Rejected}.
 */
public interface ArchiveRecords extends Iterator<ArchiveRecord>, AutoCloseable {

  /** Releases the file; idempotent. */
  @Override
  void close();
}
