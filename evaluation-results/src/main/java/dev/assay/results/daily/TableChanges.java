package dev.assay.results.daily;

import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.TableLog;
import dev.assay.results.commit.Warehouse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What some commits changed in a table. Commits of maintenance, which only move rows, are not among
 * them.
 *
 * @param added files with new rows
 * @param removedFrom partitions of which files were removed
 */
record TableChanges(List<DataFiles.Live> added, Set<Map<String, String>> removedFrom) {

  static final TableChanges NONE = new TableChanges(List.of(), Set.of());

  TableChanges {
    added = List.copyOf(added);
    removedFrom = Set.copyOf(removedFrom);
  }

  /**
   * What the commits after version {@code from}, up to {@code to}, changed.
   *
   * @return empty when the log no longer tells
   */
  static Optional<TableChanges> between(Warehouse warehouse, AssayTable table, long from, long to) {
    if (from == to) {
      return Optional.of(NONE);
    }
    if (from < 0 || from > to || !warehouse.hasCommit(table, from + 1)) {
      return Optional.empty();
    }
    List<TableLog.Commit> commits =
        TableLog.between(warehouse, table, from, to).stream()
            .filter(commit -> !commit.isMaintenance())
            .toList();
    return Optional.of(
        new TableChanges(
            commits.stream()
                .flatMap(commit -> commit.added().stream())
                .filter(TableLog.Added::isNewData)
                .map(TableLog.Added::file)
                .toList(),
            commits.stream()
                .flatMap(commit -> commit.removed().stream())
                .filter(TableLog.Removed::isNewData)
                .map(TableLog.Removed::partition)
                .collect(Collectors.toSet())));
  }
}
