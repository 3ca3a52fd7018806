package dev.assay.jobs.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.Conversation;
import dev.assay.archive.Digests;
import dev.assay.archive.Message;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.ToolCall;
import dev.assay.jobs.ingest.Decisions.Duplicate;
import dev.assay.results.AssayTable;
import dev.assay.results.ConversationRow;
import dev.assay.results.commit.TableAppend;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.file.DataFileReader;
import dev.assay.results.file.DataFileWriter;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import io.delta.kernel.types.StructField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts what could not be taken in into the table {@code quarantine}, each record once. */
final class Quarantine {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ID_BYTES = 12;
  private static final long ROW_GROUP_BYTES = 8 << 20;

  private static final List<StructField> REJECTED =
      Stream.of("file", "archive_file", "line", "reason", "message", "raw")
          .map(Staged.COLUMNS::get)
          .toList();

  private final Warehouse warehouse;
  private final String orgId;
  private final String runId;
  private final Delivery delivery;

  Quarantine(Warehouse warehouse, String orgId, String runId, Delivery delivery) {
    this.warehouse = warehouse;
    this.orgId = orgId;
    this.runId = runId;
    this.delivery = delivery;
  }

  /** Commits what a delivery has for it, at most once. */
  void write(List<Staged> staged, Decisions decisions) {
    TableAppend append = new TableAppend(warehouse);
    if (append.committed(AssayTable.QUARANTINE, runId) >= 1) {
      return;
    }
    try {
      DataFileWriter writer =
          DataFileWriter.open(
              warehouse.path(AssayTable.QUARANTINE),
              AssayTable.QUARANTINE,
              Map.of(),
              ROW_GROUP_BYTES);
      Rows rows = new Rows(writer, known());
      try {
        for (Staged part : staged) {
          if (part.rejected() > 0) {
            rejected(part, rows);
          }
        }
        doubled(decisions.duplicates(), rows);
        paths(rows);
      } catch (IOException | RuntimeException | Error e) {
        writer.close();
        throw e;
      }
      if (rows.written == 0) {
        writer.close();
      } else {
        append.commit(AssayTable.QUARANTINE, List.of(writer.finish()), runId, 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot put records into the quarantine", e);
    }
  }

  /** Ids of what the table has of the same bytes and paths: a file may be read again. */
  private Set<String> known() {
    return new HashSet<>(
        TableQuery.query(
            warehouse,
            "SELECT id FROM quarantine WHERE file_hash IN (%s) OR archive_file IN (%s)"
                .formatted(
                    literals(delivery.files().stream().map(Delivery.DeliveredFile::hash).toList()),
                    literals(
                        delivery.problems().stream().map(Delivery.UnreadablePath::path).toList())),
            row -> row.getString(1)));
  }

  private static String literals(Collection<String> texts) {
    return texts.isEmpty()
        ? "NULL"
        : texts.stream().map(WarehouseSql::textLiteral).collect(Collectors.joining(", "));
  }

  /** Writes each row once. */
  private final class Rows {
    private final DataFileWriter writer;
    private final Set<String> known;
    private int written;

    Rows(DataFileWriter writer, Set<String> known) {
      this.writer = writer;
      this.known = known;
    }

    void write(
        String archiveFile,
        @Nullable String fileHash,
        long line,
        String reason,
        String message,
        @Nullable String raw)
        throws IOException {
      String id = id(archiveFile, fileHash, line, reason);
      if (known.add(id)) {
        writer.write(
            new @Nullable Object[] {
              id,
              orgId,
              archiveFile,
              fileHash,
              line,
              reason,
              message,
              raw,
              runId,
              delivery.ingestedAtMicros()
            });
        written++;
      }
    }

    /** From what does not change when the same bytes are delivered again. */
    private String id(String archiveFile, @Nullable String fileHash, long line, String reason) {
      String basis =
          String.join(
              "\n",
              orgId,
              Objects.requireNonNullElse(fileHash, archiveFile),
              String.valueOf(line),
              reason);
      byte[] hash = Digests.sha256().digest(basis.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }
  }

  private void rejected(Staged part, Rows rows) throws IOException {
    try (DataFileReader reader =
        DataFileReader.open(Path.of(part.records()), REJECTED, Optional.empty())) {
      @Nullable Object[] row = reader.read();
      while (row != null) {
        if (row[3] instanceof String reason) {
          rows.write(
              (String) Objects.requireNonNull(row[1]),
              hash((Integer) Objects.requireNonNull(row[0])),
              (Long) Objects.requireNonNull(row[2]),
              reason,
              (String) Objects.requireNonNull(row[4]),
              (String) row[5]);
        }
        row = reader.read();
      }
    }
  }

  private String hash(int file) {
    return delivery.files().get(file).hash();
  }

  private void doubled(List<Duplicate> duplicates, Rows rows) throws IOException {
    Map<String, Map<Integer, Duplicate>> byFile =
        duplicates.stream()
            .collect(
                Collectors.groupingBy(
                    Duplicate::dataFile, Collectors.toMap(Duplicate::position, each -> each)));
    for (Map.Entry<String, Map<Integer, Duplicate>> file : byFile.entrySet()) {
      try (DataFileReader reader =
          DataFileReader.open(Path.of(file.getKey()), ConversationRow.fields(), Optional.empty())) {
        @Nullable Object[] row = reader.read();
        for (int position = 0; row != null; position++) {
          Duplicate duplicate = file.getValue().get(position);
          if (duplicate != null) {
            rows.write(
                duplicate.archiveFile(),
                hash(duplicate.file()),
                duplicate.line(),
                NewestContent.DUPLICATE,
                "Line %d of this file holds newer content of conversation %s"
                    .formatted(duplicate.newestLine(), duplicate.id()),
                json(ConversationRow.read(row)));
          }
          row = reader.read();
        }
      }
    }
  }

  private void paths(Rows rows) throws IOException {
    for (Delivery.UnreadablePath problem : delivery.problems()) {
      rows.write(
          problem.path(), null, 0, RejectionReason.UNREADABLE_FILE.label(), problem.message(), "");
    }
  }

  private static String json(Conversation conversation) throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode().put("id", conversation.id());
    put(node, "service_id", conversation.serviceId());
    put(node, "created_at", conversation.createdAt());
    ArrayNode messages = node.putArray("messages");
    conversation.messages().forEach(message -> put(messages.addObject(), message));
    return JSON.writeValueAsString(node);
  }

  private static void put(ObjectNode node, Message message) {
    node.put("id", message.id())
        .put("interaction_id", message.interactionId())
        .put("sender", message.sender().label())
        .put("message_type", message.type().label())
        .put("text", message.text());
    put(node, "created_at", message.createdAt());
    ArrayNode calls = node.putArray("tool_calls");
    for (ToolCall call : message.toolCalls()) {
      ObjectNode of = calls.addObject().put("name", call.name()).put("arguments", call.arguments());
      put(of, "result", call.result());
      put(of, "error", call.error());
    }
  }

  private static void put(ObjectNode node, String field, @Nullable Object value) {
    if (value != null) {
      node.put(field, value.toString());
    }
  }
}
