package dev.assay.jobs.ingest;

import dev.assay.archive.Conversation;
import dev.assay.archive.fragment.Assembly;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.fragment.FragmentJson;
import dev.assay.jobs.task.TaskRunner.Task;
import dev.assay.results.file.ScratchFile;
import dev.assay.results.query.DuckDb;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts conversations together from fragments, and writes them to files as the table will have them.
 *
 * @param part which of them
 * @param members a file of {@link TouchedConversations#write}
 * @param files of the table of fragments that hold them
 * @param delivery its number and time are those of the conversations
 * @param warehouse the folder of the tables
 * @param staging a folder for what no table has
 * @param spill a folder for what does not fit into memory
 * @param readers how many tasks share this process's memory
 */
record AssembleTask(
    int part,
    String members,
    List<String> files,
    StageTask.Numbers delivery,
    String warehouse,
    String staging,
    String spill,
    int readers)
    implements Task<Assembled> {

  /** A conversation's fragments take so much of a task's share of the heap, in characters. */
  private static final int SHARE_OF_HEAP = 24;

  AssembleTask {
    files = List.copyOf(files);
  }

  @Override
  public Assembled run(LongConsumer progress) throws IOException {
    Path records = Path.of(staging).resolve("records-" + UUID.randomUUID() + ".parquet");
    try (ScratchFile file = ScratchFile.create(records, Staged.COLUMNS);
        Connection database =
            DuckDb.startSpilling(TableQuery.MEMORY_LIMIT, Path.of(spill, "part-" + part));
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql())) {
      Pass pass = new Pass(this, file);
      while (rows.next()) {
        pass.take(rows);
      }
      pass.end();
      pass.conversations.flush();
      file.finish();
      DurableFiles.force(records);
      return new Assembled(
          new Staged(
              records.toString(),
              pass.conversations.files(),
              List.of(),
              0,
              Map.of(),
              new ReadNotes()),
          pass.counts);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot put conversations together: " + e.getMessage(), e);
    }
  }

  private String sql() {
    String member =
        "SELECT * FROM read_parquet(%s) WHERE part = %d"
            .formatted(WarehouseSql.pathLiteral(members), part);
    if (files.isEmpty()) {
      return """
          SELECT org_id, id, name, NULL AS fragment, NULL AS archive_file, NULL AS line,
            NULL AS run_id
          FROM (%s) ORDER BY org_id, id"""
          .formatted(member);
    }
    return """
        SELECT m.org_id, m.id, m.name, f.fragment, f.archive_file, f.line, f.run_id
        FROM (%s) m LEFT JOIN (%s) f ON f.filename = m.file AND f.file_row_number = m.position
        ORDER BY m.org_id, m.id, f.ingestion_sequence, f.archive_file, f.line"""
        .formatted(member, RowSearch.numberedRows(files.stream().map(Path::of).toList()));
  }

  /** A fragment that the table has. */
  private record Stored(Fragment fragment, String archiveFile, long line, boolean isNew) {}

  private static final class Pass {
    private final AssembleTask task;
    private final ScratchFile records;
    private final ConversationWriter conversations;
    private final HashMap<String, FragmentCounts> counts = new HashMap<>();
    private final List<Stored> held = new ArrayList<>();
    private final long mostCharacters;
    private long characters;
    private String org = "";
    private String name = "";
    private @Nullable String id;

    Pass(AssembleTask task, ScratchFile records) {
      this.task = task;
      this.records = records;
      this.mostCharacters = Runtime.getRuntime().maxMemory() / task.readers / SHARE_OF_HEAP;
      this.conversations =
          new ConversationWriter(task.warehouse, task.delivery, records, mostCharacters);
    }

    void take(ResultSet row) throws SQLException, IOException {
      String nextOrg = row.getString(1);
      String nextId = row.getString(2);
      if (!nextId.equals(id) || !nextOrg.equals(org)) {
        end();
        org = nextOrg;
        id = nextId;
        name = row.getString(3);
      }
      String json = row.getString(4);
      if (json == null) {
        return;
      }
      characters += json.length();
      String archiveFile = row.getString(5);
      boolean isNew = row.getString(7).equals(task.delivery.runId());
      if (characters <= mostCharacters) {
        held.add(new Stored(FragmentJson.read(json), archiveFile, row.getLong(6), isNew));
      } else if (isNew) {
        count(archiveFile, FragmentCounts.TOO_LARGE);
      }
    }

    void end() throws IOException {
      if (id != null) {
        if (characters > mostCharacters) {
          held.forEach(each -> count(each, FragmentCounts.TOO_LARGE));
          records.write(Staged.absent(org, id));
        } else {
          assemble(id);
        }
      }
      held.clear();
      characters = 0;
    }

    private void assemble(String of) throws IOException {
      Assembly.Assembled assembled =
          held.isEmpty()
              ? Assembly.Assembled.NOTHING
              : Assembly.of(org, name, held.stream().map(Stored::fragment).toList());
      Conversation conversation = assembled.conversation();
      for (Stored each : held) {
        count(each, assembled);
      }
      if (conversation == null) {
        records.write(Staged.absent(org, of));
        return;
      }
      Stored last = held.get(held.size() - 1);
      conversations.add(
          StagedConversation.of(
              Staged.ASSEMBLED,
              last.archiveFile(),
              last.line(),
              conversation,
              held.stream().anyMatch(Stored::isNew)));
    }

    private void count(Stored each, Assembly.Assembled in) {
      Fragment fragment = each.fragment();
      if (in.used().contains(fragment)) {
        if (each.isNew()) {
          counts.merge(each.archiveFile(), FragmentCounts.NONE.plusUsed(), FragmentCounts::plus);
        }
      } else if (fragment.unread() != null || in.unread().containsKey(fragment)) {
        if (each.isNew()) {
          counts.merge(
              each.archiveFile(),
              FragmentCounts.NONE.plusUnread(each.line()),
              FragmentCounts::plus);
        }
      } else if (fragment.isSilent()) {
        count(each, FragmentCounts.SILENT);
      } else {
        count(each, in.unread().isEmpty() ? FragmentCounts.WITHIN : FragmentCounts.WAITING);
      }
    }

    private void count(Stored each, String reason) {
      if (each.isNew()) {
        count(each.archiveFile(), reason);
      }
    }

    private void count(String archiveFile, String reason) {
      counts.merge(archiveFile, FragmentCounts.NONE.plus(reason, 1), FragmentCounts::plus);
    }
  }
}
