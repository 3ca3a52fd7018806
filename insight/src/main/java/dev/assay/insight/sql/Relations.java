package dev.assay.insight.sql;

import dev.assay.results.AssayTable;
import dev.assay.results.query.WarehouseSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists what statements can name. */
public final class Relations {

  private Relations() {}

  /**
   * The tables, Assay's own views and the saved views, in this order.
   *
   * @param problems of saved views that are broken
   * @param columns of all that an engine has, by name
   */
  public static List<Relation> of(
      SavedViews saved,
      Map<SavedView, String> problems,
      Map<String, List<Relation.Column>> columns) {
    List<Relation> relations = new ArrayList<>();
    for (AssayTable table : AssayTable.values()) {
      if (columns.containsKey(table.label())) {
        relations.add(relation(table.label(), "table", columns));
      }
    }
    WarehouseSql.viewNames().forEach(name -> relations.add(relation(name, "view", columns)));
    for (SavedView view : saved.all()) {
      relations.add(
          relation(
              view.name(),
              problems.getOrDefault(view, "saved view: " + view.description()),
              columns));
    }
    return relations;
  }

  private static Relation relation(
      String name, String description, Map<String, List<Relation.Column>> columns) {
    return new Relation(name, description, columns.getOrDefault(name, List.of()));
  }
}
