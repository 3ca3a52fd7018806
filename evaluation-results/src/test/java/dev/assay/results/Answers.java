package dev.assay.results;

import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.WarehouseSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Answers of {@link WarehouseSql} as lines, with a bar between values. */
public final class Answers {

  private Answers() {}

  public static List<String> of(Warehouse warehouse, String sql) throws SQLException {
    try (WarehouseSql session = WarehouseSql.openFor(warehouse, "256MB", sql);
        Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        StringJoiner line = new StringJoiner("|");
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.add(String.valueOf(rows.getObject(i)));
        }
        lines.add(line.toString());
      }
      return lines;
    }
  }
}
