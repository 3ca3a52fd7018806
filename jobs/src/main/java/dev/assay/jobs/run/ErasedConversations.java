package dev.assay.jobs.run;

import dev.assay.archive.ErasedHash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Conversations that were erased and are refused when they are delivered again, as hashes. */
public final class ErasedConversations {
  private final JdbcClient jdbc;

  public ErasedConversations(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
  }

  /** Hashes of the ids of all that is refused. */
  public Set<String> hashes() {
    return jdbc.sql("SELECT id_hash FROM erased_conversation").query(String.class).list().stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Refuses a conversation from now on; may be repeated.
   *
   * @param externalId what its source called it, or null
   */
  public void refuse(String orgId, String id, @Nullable String externalId) {
    jdbc.sql(
            """
            INSERT INTO erased_conversation (id_hash, external_hash, erased_at) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING""")
        .param(ErasedHash.of(orgId, id))
        .param(externalId == null ? null : ErasedHash.of(orgId, externalId))
        .param(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()))
        .update();
  }

  /** Refuses a conversation no longer, by its id or what its source called it. */
  public void admit(String orgId, String name) {
    String hash = ErasedHash.of(orgId, name);
    jdbc.sql("DELETE FROM erased_conversation WHERE id_hash = ? OR external_hash = ?")
        .params(hash, hash)
        .update();
  }
}
