package dev.assay.archive.record;

import org.jspecify.annotations.Nullable;

/** One split being read; after the first null there is nothing more. */
interface RecordSource extends AutoCloseable {

  @Nullable ArchiveRecord next();

  @Override
  void close();
}
