package dev.assay.insight.sql;

import java.util.List;

/**
 * A table or a view that statements can name.
 *
 * @param name as statements write it
 * @param description one line for a person; of a saved view that is broken, why it is
 * @param columns in order; none when it is broken
 */
public record Relation(String name, String description, List<Column> columns) {

  public Relation {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param type in the words of the engine
   */
  public record Column(String name, String type) {}
}
