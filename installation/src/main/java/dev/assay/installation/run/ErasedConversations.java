package dev.assay.installation.run;

import dev.assay.archive.ErasedHash;
import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import java.time.Instant;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Conversations that were erased and are refused when they are delivered again, as hashes. */
public final class ErasedConversations {
  private final Transactions transactions;

  /**
   * @param dataSource of the catalog's database
   */
  public ErasedConversations(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** Hashes of the ids of all that is refused. */
  public Set<String> hashes() {
    return Set.copyOf(
        transactions.read(
            connection ->
                Sql.query(
                    connection,
                    "SELECT id_hash FROM erased_conversation",
                    row -> row.getString(1))));
  }

  /**
   * Refuses a conversation from now on; may be repeated.
   *
   * @param externalId what its source called it, or null
   */
  public void refuse(String orgId, String id, @Nullable String externalId) {
    transactions.write(
        connection ->
            Sql.update(
                connection,
                """
                INSERT INTO erased_conversation (id_hash, external_hash, erased_at)
                VALUES (?, ?, ?) ON CONFLICT DO NOTHING""",
                ErasedHash.of(orgId, id),
                externalId == null ? null : ErasedHash.of(orgId, externalId),
                Sql.micros(Instant.now())));
  }

  /** Refuses a conversation no longer, by its id or what its source called it. */
  public void admit(String orgId, String name) {
    String hash = ErasedHash.of(orgId, name);
    transactions.write(
        connection ->
            Sql.update(
                connection,
                "DELETE FROM erased_conversation WHERE id_hash = ? OR external_hash = ?",
                hash,
                hash));
  }
}
