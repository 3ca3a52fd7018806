package dev.assay.api.paging;

import dev.assay.api.access.Caller;
import dev.assay.api.http.ApiError;
import dev.assay.api.http.Problem;
import dev.assay.api.http.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps where the reading of lists stands, in the catalog's database, so that any server of it can
 * go on. A token is a number that nobody can guess; it is good for its user, its list and its
 * filter, any number of times until it expires.
 */
public final class ContinuationTokens {

  /** How long a list may be paged through; far below what VACUUM keeps of a snapshot's files. */
  public static final Duration LIFETIME = Duration.ofHours(24);

  private static final long MICROS = 1_000;

  /** Expired tokens are removed now and then, not with each new one. */
  private static final long MICROS_BETWEEN_CLEANING = Duration.ofMinutes(1).toMillis() * MICROS;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong cleanedAt = new AtomicLong();

  /**
   * A list that is paged through.
   *
   * @param list its name
   * @param filter everything asked for but the size of pages
   */
  public record Listing(Caller caller, String list, List<String> filter) {
    public Listing {
      filter = List.copyOf(filter);
    }
  }

  /**
   * A page that is asked for.
   *
   * @param list the number of the list that is paged through
   * @param snapshot what the first page said of it
   * @param beginsAt what the page before said
   */
  public record Page(long list, String snapshot, String beginsAt) {}

  public ContinuationTokens(DataSource database, InstantSource clock) {
    this.jdbc = JdbcClient.create(database);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
    this.clock = clock;
  }

  /** The token of the second page. */
  public long begin(Listing listing, String snapshot, String beginsAt) {
    long now = micros();
    long list = number();
    long token = number();
    transaction.executeWithoutResult(
        status -> {
          removeExpired(now);
          jdbc.sql(
                  """
                  INSERT INTO paged_list (id, org_id, user_id, list, filter_hash, snapshot, expires_at)
                  VALUES (?, ?, ?, ?, ?, ?, ?)
                  """)
              .params(
                  list,
                  listing.caller().orgId(),
                  listing.caller().userId(),
                  listing.list(),
                  hash(listing),
                  snapshot,
                  now + LIFETIME.toMillis() * MICROS)
              .update();
          insert(token, list, beginsAt);
        });
    return token;
  }

  /** The token of the page after this one. */
  public long next(Page page, String beginsAt) {
    long token = number();
    insert(token, page.list(), beginsAt);
    return token;
  }

  /**
   * The page that a token stands for.
   *
   * @throws ApiError 400 when it is unknown or expired, 422 when it is of another list or filter
   */
  public Page page(Listing listing, long token) {
    record Found(Page page, String list, String hash) {}
    Optional<Found> found =
        jdbc.sql(
                """
                SELECT l.id, l.snapshot, t.begins_at, l.list, l.filter_hash
                FROM continuation_token t JOIN paged_list l ON l.id = t.list_id
                WHERE t.token = ? AND l.org_id = ? AND l.user_id = ? AND l.expires_at > ?
                """)
            .params(token, listing.caller().orgId(), listing.caller().userId(), micros())
            .query(
                (row, number) ->
                    new Found(
                        new Page(row.getLong(1), row.getString(2), row.getString(3)),
                        row.getString(4),
                        row.getString(5)))
            .optional();
    if (found.isEmpty()) {
      throw expired();
    }
    if (!found.get().list().equals(listing.list()) || !found.get().hash().equals(hash(listing))) {
      throw ApiError.invalid(
          List.of(
              new Problem(
                  List.of("query", "continuation_token"),
                  "The token is of another list or filter; send it with the parameters that gave it",
                  "token_mismatch")));
    }
    return found.get().page();
  }

  /** What is said of a token whose snapshot is gone. */
  public static ApiError expired() {
    return new ApiError(
        400,
        "snapshot_expired",
        "The continuation token is unknown, or what it goes on with is no longer kept; begin anew");
  }

  private void insert(long token, long list, String beginsAt) {
    jdbc.sql("INSERT INTO continuation_token (token, list_id, begins_at) VALUES (?, ?, ?)")
        .params(token, list, beginsAt)
        .update();
  }

  private void removeExpired(long now) {
    long before = cleanedAt.get();
    if (now < before + MICROS_BETWEEN_CLEANING || !cleanedAt.compareAndSet(before, now)) {
      return;
    }
    jdbc.sql(
            "DELETE FROM continuation_token WHERE list_id IN (SELECT id FROM paged_list WHERE expires_at <= ?)")
        .param(now)
        .update();
    jdbc.sql("DELETE FROM paged_list WHERE expires_at <= ?").param(now).update();
  }

  private long number() {
    return random.nextLong(1, Query.MAX_TOKEN);
  }

  private long micros() {
    return clock.millis() * MICROS;
  }

  private static String hash(Listing listing) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : listing.filter()) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
