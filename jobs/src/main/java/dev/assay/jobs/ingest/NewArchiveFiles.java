package dev.assay.jobs.ingest;

import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveListing;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.Archives;
import dev.assay.archive.file.FileEncoding;
import dev.assay.archive.file.NaturalOrder;
import dev.assay.installation.run.IngestionSequence;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.ForeignTable;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds the files of a delivery that were not taken in before. */
final class NewArchiveFiles {

  private final Warehouse warehouse;
  private final String orgId;
  private final IngestionSequence sequence;
  private final Set<String> leftOut;

  /**
   * @param leftOut hashes of files that are not taken in now
   */
  NewArchiveFiles(
      Warehouse warehouse, String orgId, IngestionSequence sequence, Set<String> leftOut) {
    this.warehouse = warehouse;
    this.orgId = orgId;
    this.sequence = sequence;
    this.leftOut = Set.copyOf(leftOut);
  }

  /** A file that was taken in, as the table {@code archive_file} has it. */
  private record Taken(
      String path, long size, long modifiedAtMicros, String hash, Delivery.FileCounts counts) {}

  /** What is new under the patterns. */
  Delivery.Opened find(List<String> patterns) {
    ArchiveListing listing = Archives.find(patterns, ForeignTable::files);
    List<Taken> taken = taken();
    Map<String, Taken> byPath = new HashMap<>();
    Map<String, Taken> byHash = new HashMap<>();
    for (Taken file : taken) {
      byPath.put(state(file.path(), file.size(), file.modifiedAtMicros()), file);
      byHash.putIfAbsent(file.hash(), file);
    }
    List<Delivery.UnreadablePath> problems = new ArrayList<>();
    listing
        .problems()
        .forEach(p -> problems.add(new Delivery.UnreadablePath(p.path(), p.message())));
    List<Path> candidates =
        listing.files().stream().filter(f -> !byPath.containsKey(state(f))).toList();
    List<Delivery.DeliveredFile> files = new ArrayList<>();
    List<Delivery.CopiedFile> copies = new ArrayList<>();
    List<List<ArchiveSplit>> splits = new ArrayList<>();
    for (Inspected inspected : inOrder(inspect(candidates, listing::constants))) {
      if (inspected.file().isEmpty()) {
        problems.add(new Delivery.UnreadablePath(inspected.path().toString(), inspected.problem()));
        continue;
      }
      ArchiveFile file = inspected.file().get();
      if (leftOut.contains(file.hash())) {
        continue;
      }
      Delivery.DeliveredFile delivered = delivered(file, listing.constants(inspected.path()));
      Taken original = byHash.get(file.hash());
      if (original != null) {
        copies.add(new Delivery.CopiedFile(delivered, original.counts().asCopy()));
      } else {
        files.add(delivered);
        splits.add(file.splits());
      }
    }
    Delivery delivery =
        new Delivery(
            files,
            copies,
            listing.files().size() - candidates.size(),
            listing.passedOver().stream().map(p -> p.path() + ": " + p.reason().label()).toList(),
            problems,
            files.isEmpty() && copies.isEmpty() ? 0 : sequence.next(),
            now());
    return new Delivery.Opened(delivery, splits);
  }

  /** The same delivery, numbered anew where a later ingestion has been committed since. */
  Delivery newest(Delivery delivery) {
    return delivery.sequence() > sequence.newest()
        ? delivery
        : delivery.numbered(sequence.next(), now());
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** The splits of a delivery that was found before; a file that is gone gives its old split. */
  Delivery.Opened reopen(Delivery delivery) {
    List<List<ArchiveSplit>> splits = new ArrayList<>();
    for (Delivery.DeliveredFile file : delivery.files()) {
      Inspected now = inspect(List.of(Path.of(file.path())), path -> file.constants()).get(0);
      splits.add(
          now.file()
              .filter(f -> f.hash().equals(file.hash()))
              .map(ArchiveFile::splits)
              .orElseGet(() -> List.of(asItWas(file))));
    }
    return new Delivery.Opened(delivery, splits);
  }

  private static ArchiveSplit asItWas(Delivery.DeliveredFile file) {
    return new ArchiveSplit(
        file.path(),
        file.hash(),
        file.size(),
        file.modifiedAtMicros(),
        FileEncoding.PLAIN,
        new ArchiveSplit.Lines(0, file.size()),
        1,
        true);
  }

  /** By their times, then by their names; what cannot be read comes first. */
  private static List<Inspected> inOrder(List<Inspected> inspected) {
    return inspected.stream()
        .sorted(
            Comparator.comparingLong(
                    (Inspected each) -> each.file().map(ArchiveFile::mtimeMicros).orElse(0L))
                .thenComparing(each -> each.path().toString(), new NaturalOrder()))
        .toList();
  }

  private record Inspected(Path path, Optional<ArchiveFile> file, String problem) {}

  private static List<Inspected> inspect(
      List<Path> paths, Function<Path, Map<String, String>> constants) {
    return paths.parallelStream()
        .map(
            path -> {
              try {
                return new Inspected(
                    path,
                    Optional.of(
                        ArchiveFile.inspect(path, ArchiveFile.SPLIT_BYTES, constants.apply(path))),
                    "");
              } catch (IOException e) {
                String problem = "Cannot read archive %s: %s".formatted(path, e.getMessage());
                return new Inspected(path, Optional.empty(), problem);
              }
            })
        .toList();
  }

  private static Delivery.DeliveredFile delivered(ArchiveFile file, Map<String, String> constants) {
    return new Delivery.DeliveredFile(
        file.path().toString(), file.size(), file.mtimeMicros(), file.hash(), constants);
  }

  private List<Taken> taken() {
    return TableQuery.query(
        warehouse,
        """
        SELECT path, size, epoch_us(modified_at), file_hash, lines, accepted, unchanged, superseded,
          waiting, quarantined, fragments, fragments_used
        FROM %s WHERE org_id = ?"""
            .formatted(AssayTable.ARCHIVE_FILE.label()),
        rows ->
            new Taken(
                rows.getString(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getString(4),
                new Delivery.FileCounts(
                    rows.getLong(5),
                    rows.getLong(6),
                    rows.getLong(7),
                    rows.getLong(8),
                    rows.getLong(9),
                    rows.getLong(10),
                    rows.getLong(11),
                    rows.getLong(12))),
        orgId);
  }

  private static String state(String path, long size, long modifiedAtMicros) {
    return path + '\n' + size + '\n' + modifiedAtMicros;
  }

  private static String state(Path path) {
    try {
      var attributes =
          java.nio.file.Files.readAttributes(
              path, java.nio.file.attribute.BasicFileAttributes.class);
      return state(
          path.toString(),
          attributes.size(),
          attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.MICROSECONDS));
    } catch (IOException e) {
      return path.toString();
    }
  }
}
