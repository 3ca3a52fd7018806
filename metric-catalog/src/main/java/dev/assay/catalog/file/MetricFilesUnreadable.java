package dev.assay.catalog.file;

import org.jspecify.annotations.Nullable;

/** The metric files cannot be found or listed; the message says why, and what to do. */
public final class MetricFilesUnreadable extends RuntimeException {
  MetricFilesUnreadable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
