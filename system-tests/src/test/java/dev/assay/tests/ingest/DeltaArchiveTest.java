package dev.assay.tests.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import dev.assay.cli.fixture.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Delta table as an archive: its newest version, and then what was added. */
class DeltaArchiveTest {

  private static final String CONVERSATIONS =
      "SELECT external_id, service_id, len(messages) FROM conversation ORDER BY 1";

  private static final String SCHEMA =
      "{'type':'struct','fields':[{'name':'id','type':'string','nullable':true,'metadata':{%s}},{'name':'messages','type':'string','nullable':true,'metadata':{}},{'name':'service_id','type':'string','nullable':true,'metadata':{}}]}";

  @TempDir Path folder = Path.of("");
  private Path table = Path.of("");

  @BeforeEach
  void create() throws IOException {
    table = folder.resolve("spans");
    Files.createDirectories(table.resolve("_delta_log"));
  }

  private TestHome home() throws IOException {
    return new TestHome(Files.createDirectories(folder.resolve("home")));
  }

  @Test
  void isReadAtOneVersionAndThenWhatWasAdded() throws IOException, SQLException {
    TestHome home = home();
    write("a.parquet", "a", "Where is it?");
    write("gone.parquet", "gone", "Removed before it was read");
    commit(0, metadata(""), add("a.parquet", "shop"), add("gone.parquet", "shop"));
    commit(1, "{'remove':{'path':'gone.parquet','deletionTimestamp':1,'dataChange':true}}");

    CommandRun first = home.run("ingest", "delta:" + table);

    assertThat(first.exitCode()).as(first.errors() + first.output()).isZero();
    assertThat(home.rows(CONVERSATIONS)).containsExactly("a|shop|2");

    write("b.parquet", "b", "And mine?");
    write("unfinished.parquet", "unfinished", "No commit has it");
    commit(2, add("b.parquet", "support"));
    // A folder that is a table is read as one, whether it is called so or not.
    CommandRun second = home.run("ingest", folder.resolve("spans").toString());

    assertThat(second.output()).contains("1 file read, 1 taken in before");
    assertThat(home.rows(CONVERSATIONS)).containsExactly("a|shop|2", "b|support|2");

    CommandRun third = home.run("ingest", "delta:" + table);

    assertThat(third.output()).contains("0 files read, 2 taken in before");
  }

  @Test
  void whatCannotBeReadRightIsRefusedWithTheMend() throws IOException, SQLException {
    TestHome home = home();
    CommandRun none = home.run("ingest", "delta:" + folder.resolve("home"));
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.output())
        .contains("it is no Delta table, which is a folder with a folder _delta_log");

    write("a.parquet", "a", "Where is it?");
    commit(
        0,
        metadata("'delta.columnMapping.id':1,'delta.columnMapping.physicalName':'c1'"),
        add("a.parquet", "shop"));
    CommandRun mapped = home.run("ingest", "delta:" + table);
    assertThat(mapped.exitCode()).isEqualTo(3);
    assertThat(mapped.output()).contains("column id is c1 in its files");

    commit(
        0,
        metadata(""),
        add("a.parquet", "shop")
            .replace(
                "'dataChange'",
                "'deletionVector':{'storageType':'u','pathOrInlineDv':'ab^-aqEH.-t@S}K{vb[*k^','offset':4,'sizeInBytes':40,'cardinality':1},'dataChange'"));
    CommandRun deleted = home.run("ingest", "delta:" + table);
    assertThat(deleted.output()).contains("are deleted by a deletion vector; purge them");
    assertThat(home.rows(CONVERSATIONS)).isEmpty();
  }

  private void write(String file, String id, String said) throws SQLException {
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute(
          """
          COPY (SELECT '%s' AS id,
            '[{"role":"user","content":"%s"},{"role":"assistant","content":"Soon."}]' AS messages)
          TO '%s' (FORMAT parquet)"""
              .formatted(id, said, table.resolve(file)));
    }
  }

  private static String metadata(String ofId) {
    return ("{'protocol':{'minReaderVersion':3,'minWriterVersion':7,'readerFeatures':['deletionVectors','columnMapping'],'writerFeatures':['deletionVectors','columnMapping']}}\n"
            + "{'metaData':{'id':'5fba94ed-9794-4965-ba6e-6ee3c0d22af9','format':{'provider':'parquet','options':{}},'schemaString':@,'partitionColumns':['service_id'],'configuration':{%s},'createdTime':1}}")
        .formatted(ofId.isEmpty() ? "" : "'delta.columnMapping.mode':'name'")
        .replace("@", "'" + SCHEMA.formatted(ofId).replace("'", "\\'") + "'");
  }

  private String add(String file, String service) throws IOException {
    return "{'add':{'path':'%s','partitionValues':{'service_id':'%s'},'size':%d,'modificationTime':1,'dataChange':true}}"
        .formatted(file, service, Files.size(table.resolve(file)));
  }

  private void commit(int version, String... actions) throws IOException {
    Files.writeString(
        table.resolve("_delta_log/%020d.json".formatted(version)),
        String.join("\n", actions).replace("'", "\"") + "\n");
  }
}
