package dev.assay.installation.run;

import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.TableQuery;
import javax.sql.DataSource;

/**
 * Numbers ingestions. What is planned next is asked of these numbers, so each is used once,
 * whatever has been erased since, and one is never committed after a higher one.
 */
public final class IngestionSequence {

  private final Transactions transactions;
  private final Warehouse warehouse;

  /**
   * @param dataSource of the catalog's database
   */
  public IngestionSequence(DataSource dataSource, Warehouse warehouse) {
    this.transactions = new Transactions(dataSource);
    this.warehouse = warehouse;
  }

  /** The number of the newest ingestion that committed conversations; 0 when there is none. */
  public long newest() {
    return TableQuery.query(
            warehouse,
            "SELECT coalesce(max(ingestion_sequence), 0) FROM conversation",
            rows -> rows.getLong(1))
        .get(0);
  }

  /**
   * A number that no ingestion has had, and higher than any in the tables: those may be older than
   * the database, when the catalog was moved to another.
   */
  public long next() {
    long newest = newest();
    return transactions.write(
        connection ->
            Sql.query(
                    connection,
                    """
                    INSERT INTO ingestion_sequence (id, number) VALUES (1, ?)
                    ON CONFLICT (id) DO UPDATE SET number =
                      CASE WHEN ingestion_sequence.number < excluded.number THEN excluded.number
                        ELSE ingestion_sequence.number + 1 END
                    RETURNING number""",
                    row -> row.getLong(1),
                    newest + 1)
                .get(0));
  }
}
