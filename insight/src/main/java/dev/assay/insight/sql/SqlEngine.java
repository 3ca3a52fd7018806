package dev.assay.insight.sql;

import java.io.IOException;
import java.util.List;

/** Who answers statements. Each statement stands alone, and sees the tables as they are by then. */
public interface SqlEngine extends AutoCloseable {

  /** Takes the answer to a statement, while it is open. */
  interface Reader {
    /**
     * Takes it.
     *
     * @param answer to be read before this returns
     */
    void read(SqlAnswer answer) throws IOException;
  }

  /**
   * Answers one statement.
   *
   * @throws SqlFailed when it cannot
   */
  void answer(String statement, Reader reader) throws IOException;

  /** The tables, Assay's own views and the saved views, in this order. */
  List<Relation> relations();

  @Override
  void close();
}
