package dev.assay.results.query;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads one row of an answer. */
@FunctionalInterface
public interface RowReader<T> {

  /** What the row says; the cursor stays where it is. */
  T read(ResultSet row) throws SQLException;
}
