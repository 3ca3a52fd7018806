package dev.assay.installation;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an installation; {@code conf/assay.yaml} documents each.
 *
 * @param org the organization of deliveries that name none
 * @param archives what {@code nightly} takes in when the command names nothing
 * @param metrics metric files that {@code nightly} applies first, or null
 * @param views the folder of saved views of {@code sql}, or null
 * @param catalogUrl JDBC address of a PostgreSQL, or null for the embedded database
 * @param catalogUser its user, or null
 * @param catchUpDays how far back a new metric version goes; empty means all history
 * @param maxAttempts how often a failing cell is tried
 * @param waveConversations conversations between two commits
 * @param archive how records of archives are read
 * @param judge how the judge is asked, or null when there is none
 * @param server the HTTP server
 * @param retention how long what no current answer needs is kept
 * @param spark further Spark settings
 */
public record Settings(
    String org,
    List<String> archives,
    @Nullable Path metrics,
    @Nullable Path views,
    @Nullable String catalogUrl,
    @Nullable String catalogUser,
    Optional<Double> catchUpDays,
    int maxAttempts,
    int waveConversations,
    ArchiveSection archive,
    @Nullable JudgeSection judge,
    ServerSection server,
    RetentionSection retention,
    Map<String, String> spark) {

  public Settings {
    archives = List.copyOf(archives);
    spark = Map.copyOf(spark);
  }

  /** What evaluators that need settings are made with. */
  public List<Serializable> evaluators() {
    return judge == null ? List.of() : List.of(judge.settings());
  }

  /** The same with another judge. */
  public Settings withJudge(JudgeSection other) {
    return with(other, server);
  }

  /** The same with another server. */
  public Settings withServer(ServerSection other) {
    return with(judge, other);
  }

  private Settings with(@Nullable JudgeSection otherJudge, ServerSection otherServer) {
    return new Settings(
        org,
        archives,
        metrics,
        views,
        catalogUrl,
        catalogUser,
        catchUpDays,
        maxAttempts,
        waveConversations,
        archive,
        otherJudge,
        otherServer,
        retention,
        spark);
  }
}
