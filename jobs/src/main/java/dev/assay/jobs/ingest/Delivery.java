package dev.assay.jobs.ingest;

import dev.assay.archive.file.ArchiveSplit;
import java.util.List;
import java.util.Map;

/**
 * What one ingestion reads. Kept under the run's staging folder, so that a resumed ingestion goes
 * on with the same files in the same order.
 *
 * @param files new files, in order of delivery
 * @param copies new files whose bytes were taken in before under another name or time; they are not
 *     read again
 * @param skippedFiles how many files were taken in before
 * @param passedOver files that are no archives, each with the reason
 * @param problems paths that could not be read
 * @param sequence the number of this ingestion, higher than that of any committed before it; 0 when
 *     there is no file
 * @param ingestedAtMicros its time
 */
record Delivery(
    List<DeliveredFile> files,
    List<CopiedFile> copies,
    long skippedFiles,
    List<String> passedOver,
    List<UnreadablePath> problems,
    long sequence,
    long ingestedAtMicros) {

  /**
   * A file that is read.
   *
   * @param path as it was found
   * @param size in bytes
   * @param modifiedAtMicros microseconds since the epoch
   * @param hash SHA-256 of its bytes, hex
   * @param constants what each row of a Delta table's file has beside what stands in it
   */
  record DeliveredFile(
      String path, long size, long modifiedAtMicros, String hash, Map<String, String> constants) {

    DeliveredFile {
      constants = Map.copyOf(constants);
    }
  }

  /**
   * What became of a file's records.
   *
   * @param lines all of them
   * @param accepted whose content became or already was the newest
   * @param unchanged of those, copies of known content
   * @param superseded older than the content known
   * @param waiting of the accepted, not finished
   * @param quarantined not readable
   * @param fragments parts of conversations in the records
   * @param fragmentsUsed of them, those that conversations consist of
   */
  record FileCounts(
      long lines,
      long accepted,
      long unchanged,
      long superseded,
      long waiting,
      long quarantined,
      long fragments,
      long fragmentsUsed) {

    /** The counts of the same bytes when they are delivered again. */
    FileCounts asCopy() {
      return new FileCounts(
          lines, accepted, accepted, superseded, waiting, quarantined, fragments, 0);
    }
  }

  /** A file whose bytes were taken in before. */
  record CopiedFile(DeliveredFile file, FileCounts counts) {}

  /**
   * A path that could not be read.
   *
   * @param path as it was given or found
   * @param message the problem, its cause and the mend
   */
  record UnreadablePath(String path, String message) {}

  /** A delivery with the splits that its files are read by. */
  record Opened(Delivery delivery, List<List<ArchiveSplit>> splits) {}

  /** The same under another number. */
  Delivery numbered(long number, long atMicros) {
    return new Delivery(files, copies, skippedFiles, passedOver, problems, number, atMicros);
  }

  Delivery {
    files = List.copyOf(files);
    copies = List.copyOf(copies);
    passedOver = List.copyOf(passedOver);
    problems = List.copyOf(problems);
  }
}
