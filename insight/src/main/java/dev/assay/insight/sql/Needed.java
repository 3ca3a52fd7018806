package dev.assay.insight.sql;

import dev.assay.results.AssayTable;
import dev.assay.results.query.WarehouseSql;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a statement needs; everything, when it names nothing, as {@code SHOW TABLES} does.
 *
 * @param tables that it names, itself or by a view
 * @param views that it names, each after those that it names itself
 */
public record Needed(Set<AssayTable> tables, List<SavedView> views) {

  public static Needed by(String statement, SavedViews saved) {
    List<SavedView> views = saved.namedIn(statement);
    String text =
        views.stream().map(SavedView::sql).collect(Collectors.joining("\n", statement + "\n", ""));
    Set<AssayTable> tables = WarehouseSql.named(text);
    return views.isEmpty() && tables.isEmpty() ? all(saved) : new Needed(tables, views);
  }

  public static Needed all(SavedViews saved) {
    return new Needed(EnumSet.allOf(AssayTable.class), saved.all());
  }
}
