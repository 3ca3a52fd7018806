package dev.assay.api.access;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Users and their keys. Of a key only a salted slow hash is kept. What a method returned is
 * durable, and holds at once for all servers of the database.
 */
public final class ApiKeys {
  private static final int ID_BYTES = 12;
  private static final int SECRET_BYTES = 32;
  private static final Pattern ID = Pattern.compile("[a-f0-9]{24}");

  /** Of random bytes that nobody kept, at the cost of all others. */
  private static final String HASH_OF_NOBODY =
      "$2a$10$sO0u9I6Trg42Fld9SQs7iud/mzWYLGQWVntnD17Oy8KESHYxl3oYW";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final BCryptPasswordEncoder hashing = new BCryptPasswordEncoder();

  /**
   * A key as people may see it.
   *
   * @param id 24 lowercase hex
   * @param role the user's
   * @param revokedAt null while it is good
   */
  public record Listed(
      String id,
      String orgId,
      String userId,
      String role,
      Instant createdAt,
      @Nullable Instant revokedAt) {}

  /**
   * A key as it is told once, to the one who asked for it.
   *
   * @param id 24 lowercase hex
   * @param secret 43 characters
   * @param formerRole the role that the user had until now, where it was another
   */
  public record Created(String id, String secret, Optional<String> formerRole) {}

  /** A key whose secret was shown to be known. */
  public record Proven(String id, String orgId, String userId) {}

  private record Stored(String orgId, String userId, String hash) {}

  public ApiKeys(DataSource database, InstantSource clock) {
    this.jdbc = JdbcClient.create(database);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
    this.clock = clock;
  }

  /** Makes a key of a user, and the user too where it is new; its role holds for all its keys. */
  public Created create(String orgId, String userId, Role role) {
    String id = HexFormat.of().formatHex(bytes(ID_BYTES));
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
    String hash = hashing.encode(secret);
    long now = micros(clock.instant());
    Optional<String> former =
        transaction.execute(
            status -> {
              jdbc.sql(
                      """
                      INSERT INTO api_user (org_id, user_id, role, created_at) VALUES (?, ?, ?, ?)
                      ON CONFLICT (org_id, user_id) DO NOTHING
                      """)
                  .params(orgId, userId, role.label(), now)
                  .update();
              String before =
                  jdbc.sql("SELECT role FROM api_user WHERE org_id = ? AND user_id = ?")
                      .params(orgId, userId)
                      .query(String.class)
                      .single();
              jdbc.sql("UPDATE api_user SET role = ? WHERE org_id = ? AND user_id = ?")
                  .params(role.label(), orgId, userId)
                  .update();
              jdbc.sql(
                      """
                      INSERT INTO api_key (id, org_id, user_id, secret_hash, created_at)
                      VALUES (?, ?, ?, ?, ?)
                      """)
                  .params(id, orgId, userId, hash, now)
                  .update();
              return before.equals(role.label()) ? Optional.empty() : Optional.of(before);
            });
    return new Created(id, secret, former);
  }

  /** All keys of an organization, also those revoked, oldest first. */
  public List<Listed> list(String orgId) {
    return jdbc.sql(
            """
            SELECT k.id, k.org_id, k.user_id, u.role, k.created_at, k.revoked_at
            FROM api_key k JOIN api_user u ON u.org_id = k.org_id AND u.user_id = k.user_id
            WHERE k.org_id = ? ORDER BY k.created_at, k.id
            """)
        .param(orgId)
        .query(ApiKeys::listed)
        .list();
  }

  /** Ends a key, and the tokens that were given for it; false when there is no such good key. */
  public boolean revoke(String orgId, String keyId) {
    return jdbc.sql(
                "UPDATE api_key SET revoked_at = ? WHERE org_id = ? AND id = ? AND revoked_at IS NULL")
            .params(micros(clock.instant()), orgId, keyId)
            .update()
        == 1;
  }

  /** Whether the organization has any user. */
  public boolean knowsOrganization(String orgId) {
    return orgId.indexOf('\0') < 0
        && jdbc.sql("SELECT count(*) FROM api_user WHERE org_id = ?")
                .param(orgId)
                .query(Long.class)
                .single()
            > 0;
  }

  /**
   * Whether the secret is that of the key, and the key that user's. It takes as long for a key that
   * does not exist.
   */
  Optional<Proven> prove(String orgId, String keyId, String secret, String userId) {
    Optional<Stored> stored =
        ID.matcher(keyId).matches()
            ? jdbc.sql(
                    "SELECT org_id, user_id, secret_hash FROM api_key WHERE id = ? AND revoked_at IS NULL")
                .param(keyId)
                .query(
                    (row, number) ->
                        new Stored(row.getString(1), row.getString(2), row.getString(3)))
                .optional()
            : Optional.empty();
    boolean isItsSecret = hashing.matches(secret, stored.map(Stored::hash).orElse(HASH_OF_NOBODY));
    return stored
        .filter(key -> isItsSecret && key.orgId().equals(orgId) && key.userId().equals(userId))
        .map(key -> new Proven(keyId, key.orgId(), key.userId()));
  }

  /** The user of a key that is still good, with the role of now. */
  Optional<Caller> callerOf(Proven key) {
    return jdbc.sql(
            """
            SELECT u.role FROM api_key k
            JOIN api_user u ON u.org_id = k.org_id AND u.user_id = k.user_id
            WHERE k.id = ? AND k.org_id = ? AND k.user_id = ? AND k.revoked_at IS NULL
            """)
        .params(key.id(), key.orgId(), key.userId())
        .query(String.class)
        .optional()
        .flatMap(Role::of)
        .map(role -> new Caller(key.orgId(), key.userId(), role));
  }

  private static Listed listed(ResultSet row, int number) throws SQLException {
    long revoked = row.getLong("revoked_at");
    return new Listed(
        row.getString("id"),
        row.getString("org_id"),
        row.getString("user_id"),
        row.getString("role"),
        instant(row.getLong("created_at")),
        revoked == 0 ? null : instant(revoked));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
