package dev.assay.archive.record;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A source as an iterator; closes it at its end. */
final class LookAheadRecords implements ArchiveRecords {

  private final RecordSource source;
  private @Nullable ArchiveRecord ahead;
  private boolean ended;

  LookAheadRecords(RecordSource source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      ahead = source.next();
      if (ahead == null) {
        close();
      }
    }
    return ahead != null;
  }

  @Override
  public ArchiveRecord next() {
    ArchiveRecord record = hasNext() ? ahead : null;
    if (record == null) {
      throw new NoSuchElementException("Cannot read on: the split has no more records");
    }
    ahead = null;
    return record;
  }

  @Override
  public void close() {
    ended = true;
    ahead = null;
    source.close();
  }
}
