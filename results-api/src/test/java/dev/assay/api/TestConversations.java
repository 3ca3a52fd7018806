package dev.assay.api;

import dev.assay.archive.SampleKey;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Conversations in a warehouse, as an ingestion leaves them. */
final class TestConversations {
  private static int commits;

  private final Warehouse warehouse;
  private final List<String> rows = new ArrayList<>();

  TestConversations(Warehouse warehouse) {
    this.warehouse = warehouse;
    warehouse.createMissing();
  }

  /** A conversation's id: its number. */
  static String id(int number) {
    return "%024x".formatted(number);
  }

  /** An interaction's id: {@code i1} and so on, one for each two messages. */
  TestConversations add(String org, String id, boolean finished, String... texts) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      messages.add(
          """
          {'id': 'm%d', 'interaction_id': 'i%d', 'sender': '%s', 'message_type': '%s',
           'text': '%s', 'created_at': TIMESTAMPTZ '2026-11-01 10:00:%02d+00', 'tool_calls': []::
           STRUCT(name VARCHAR, arguments VARCHAR, result VARCHAR, error VARCHAR)[]}"""
              .formatted(
                  i,
                  i / 2,
                  i % 2 == 0 ? "user" : "agent",
                  i % 2 == 0 ? "user-message" : "agent-message",
                  texts[i].replace("'", "''"),
                  i));
    }
    rows.add(
        """
        SELECT '%s' AS id, '%s' AS org_id, NULL::VARCHAR AS external_id, 's1' AS service_id,
          'u1' AS user_id, TIMESTAMPTZ '2026-11-01 10:00:00+00' AS created_at, %s AS is_finished,
          MAP {'channel': 'mail', 'empty': NULL} AS tags,
          NULL::VARCHAR AS simulation_unit_test_set_run_id, NULL::VARCHAR AS unit_test_id,
          NULL::INTEGER AS run_index,
          [%s]::STRUCT(id VARCHAR, interaction_id VARCHAR, sender VARCHAR, message_type VARCHAR,
            "text" VARCHAR, created_at TIMESTAMPTZ,
            tool_calls STRUCT(name VARCHAR, arguments VARCHAR, result VARCHAR, error VARCHAR)[])[]
            AS messages,
          %d::INTEGER AS message_count, NULL::TIMESTAMPTZ AS last_message_at,
          'hash' AS content_hash, %d::BIGINT AS sample_key, 'file' AS archive_file,
          TIMESTAMPTZ '2026-11-01 10:00:00+00' AS ingested_at, 1::BIGINT AS ingestion_sequence,
          1::BIGINT AS first_ingestion_sequence"""
            .formatted(
                id,
                org.replace("'", "''"),
                finished,
                String.join(", ", messages),
                texts.length,
                SampleKey.of(org, id)));
    return this;
  }

  void commit() {
    Path file =
        warehouse.path(AssayTable.CONVERSATION).resolve("part-" + UUID.randomUUID() + ".parquet");
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet)".formatted(String.join(" UNION ALL ", rows), file));
      new TableAppend(warehouse)
          .commit(
              AssayTable.CONVERSATION,
              List.of(
                  new DataFile(
                      file.toString(),
                      Files.size(file),
                      Files.getLastModifiedTime(file).toMillis(),
                      Map.of(),
                      rows.size(),
                      Map.of())),
              "test",
              ++commits);
      rows.clear();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
