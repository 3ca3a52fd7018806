package dev.assay.results.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Which files of the results cannot hold a conversation, in memory: a {@link ConversationFilter}
 * for each file, read from the file's own column of ids, so that files of any writer have one.
 * Files never change, so a filter stays right for as long as its file is asked for. Files that hold
 * the same conversations, as those of one wave do, share one filter.
 *
 * <p>A file without a filter (not read yet, gone, or beyond the bound of memory) may hold anything.
 * Thread-safe.
 */
final class ConversationIndex {

  private static final List<String> IDS = List.of("conversation_id");

  private final long mostBytes;
  private final Map<String, Indexed> byPath = new ConcurrentHashMap<>();
  private final Map<SameSet, ConversationFilter> bySet = new HashMap<>();

  /** What is known of a file. */
  private record Indexed(ConversationFilter filter, Sequence sequence) {}

  /** Two files with this much in common hold the same conversations. */
  private record SameSet(int count, long sum, long mixed) {
    static SameSet of(long[] hashes) {
      long sum = 0;
      long mixed = 0;
      for (long hash : hashes) {
        sum += hash;
        mixed += scrambled(hash);
      }
      return new SameSet(hashes.length, sum, mixed);
    }
  }

  /** Two files with this much in common hold the same conversations in the same order. */
  record Sequence(int count, long one, long other) {
    static Sequence of(long[] hashes) {
      long one = 0;
      long other = 0;
      for (long hash : hashes) {
        one = 31 * one + hash;
        other = 0x9E3779B97F4A7C15L * other + scrambled(hash);
      }
      return new Sequence(hashes.length, one, other);
    }
  }

  /**
   * @param mostBytes of all filters; for files beyond it there are none
   */
  ConversationIndex(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The files that may hold one of the conversations. */
  List<ResultFile> holding(List<ResultFile> files, List<String> conversationIds) {
    long[] hashes = conversationIds.stream().mapToLong(id -> hash(Binary.fromString(id))).toArray();
    Map<ConversationFilter, Boolean> asked = new HashMap<>();
    return files.stream()
        .filter(
            file -> {
              Indexed indexed = byPath.get(file.path());
              return indexed == null
                  || asked.computeIfAbsent(
                      indexed.filter(), f -> Arrays.stream(hashes).anyMatch(f::mayHold));
            })
        .toList();
  }

  /** The order of a file's conversations, if it is known. */
  Optional<Sequence> sequence(ResultFile file) {
    return Optional.ofNullable(byPath.get(file.path())).map(Indexed::sequence);
  }

  /** Reads files that have no filter yet; one that cannot be read stays without. */
  synchronized void add(Collection<ResultFile> files) {
    for (ResultFile file : files) {
      if (!byPath.containsKey(file.path()) && bytes() < mostBytes) {
        long[] hashes = hashes(file);
        if (hashes != null) {
          ConversationFilter filter =
              bySet.computeIfAbsent(SameSet.of(hashes), set -> ConversationFilter.of(hashes));
          byPath.put(file.path(), new Indexed(filter, Sequence.of(hashes)));
        }
      }
    }
  }

  /** Forgets all files but these. */
  synchronized void retain(Set<String> paths) {
    if (byPath.keySet().retainAll(paths)) {
      bySet
          .values()
          .retainAll(byPath.values().stream().map(Indexed::filter).collect(Collectors.toSet()));
    }
  }

  /** How many files have a filter. */
  int size() {
    return byPath.size();
  }

  /** The memory of all filters. */
  synchronized long bytes() {
    return bySet.values().stream().mapToLong(ConversationFilter::bytes).sum();
  }

  private static long @Nullable [] hashes(ResultFile file) {
    try (ParquetColumns columns = ParquetColumns.open(Path.of(file.path()))) {
      LongStream.Builder hashes = LongStream.builder();
      columns.read(
          IDS,
          (position, row) -> {
            hashes.add(hash(row.bytes(0)));
            return true;
          });
      return hashes.build().toArray();
    } catch (IOException | RuntimeException gone) {
      return null;
    }
  }

  /** FNV-1a of 64 bits; the filter mixes it. */
  private static long hash(Binary id) {
    ByteBuffer bytes = id.toByteBuffer();
    long hash = 0xCBF29CE484222325L;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      hash = (hash ^ (bytes.get(i) & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  private static long scrambled(long hash) {
    return (hash ^ (hash >>> 29)) * 0xBF58476D1CE4E5B9L;
  }
}
