package dev.assay.results.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What each file supersedes, in memory, so that a query need not read it again. Maintenance keeps
 * it small; what files supersede beyond the bound is read by each query. Thread-safe.
 */
final class SupersededIds {

  private static final List<String> COLUMNS = List.of("replaces", "org_id");

  private final OpenFiles open;
  private final long most;
  private final Map<String, Ids> known = new HashMap<>();
  private long kept;

  /** Ids by organization. */
  private record Ids(Map<String, Set<String>> byOrg, int count) {}

  /**
   * @param most ids that are kept
   */
  SupersededIds(OpenFiles open, long most) {
    this.open = open;
    this.most = most;
  }

  /**
   * Tells which results of an organization the rows of some files supersede, by id.
   *
   * @throws IOException when a file cannot be read
   */
  Predicate<String> of(List<ResultFile> replacing, String orgId) throws IOException {
    List<Set<String>> sets = new ArrayList<>();
    for (ResultFile file : replacing) {
      Set<String> ids = ids(file).byOrg().get(orgId);
      if (ids != null) {
        sets.add(ids);
      }
    }
    return id -> sets.stream().anyMatch(ids -> ids.contains(id));
  }

  /** Forgets all files but these. */
  synchronized void retain(Set<String> paths) {
    known.keySet().retainAll(paths);
    kept = known.values().stream().mapToLong(Ids::count).sum();
  }

  private Ids ids(ResultFile file) throws IOException {
    Ids ids = known(file.path());
    return ids == null ? keep(file.path(), open.use(file.path(), SupersededIds::read)) : ids;
  }

  private synchronized @Nullable Ids known(String path) {
    return known.get(path);
  }

  private synchronized Ids keep(String path, Ids ids) {
    if (kept + ids.count() <= most && known.putIfAbsent(path, ids) == null) {
      kept += ids.count();
    }
    return ids;
  }

  private static Ids read(ParquetColumns file) throws IOException {
    Map<String, Set<String>> byOrg = new HashMap<>();
    int[] count = new int[1];
    file.read(
        COLUMNS,
        (position, row) -> {
          String replaced = row.text(0);
          String org = replaced == null ? null : row.text(1);
          if (replaced != null && org != null) {
            byOrg.computeIfAbsent(org, same -> new HashSet<>()).add(replaced);
            count[0]++;
          }
          return true;
        });
    return new Ids(byOrg, count[0]);
  }
}
