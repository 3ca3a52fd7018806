package dev.assay.benchmarks;

import com.github.luben.zstd.ZstdOutputStream;
import dev.assay.results.query.DuckDb;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Kinds of files that hold the same native conversations. */
enum FileKind {
  LINES("JSON lines", "conversations.jsonl") {
    @Override
    void write(Path lines, Path file) throws IOException {
      Files.createLink(file, lines);
    }
  },
  ARRAY("JSON array in one line", "conversations.json") {
    @Override
    void write(Path lines, Path file) throws IOException {
      try (BufferedReader in = Files.newBufferedReader(lines);
          Writer out = Files.newBufferedWriter(file)) {
        String before = "[";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          out.append(before).append(line);
          before = ",";
        }
        out.append(']');
      }
    }
  },
  PARQUET("Parquet, nested messages", "conversations.parquet") {
    @Override
    void write(Path lines, Path file) throws IOException {
      try (var database = DuckDb.start(MEMORY_OF_WRITER);
          var statement = database.createStatement()) {
        // Each thread holds a row group until it is written.
        statement.execute("SET threads = 1");
        statement.execute(TO_PARQUET.formatted(lines, file));
      } catch (SQLException e) {
        throw new IOException("Cannot write " + file, e);
      }
    }
  },
  ZSTD("JSON lines, Zstandard", "conversations.jsonl.zst") {
    @Override
    void write(Path lines, Path file) throws IOException {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(lines));
          OutputStream out =
              new ZstdOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
        in.transferTo(out);
      }
    }
  };

  private static final String MEMORY_OF_WRITER = "4GB";
  private static final int BUFFER_BYTES = 1 << 20;

  /** With row groups and compression as DuckDB chooses them. */
  private static final String TO_PARQUET =
      """
      COPY (
        FROM read_json('%s', format = 'newline_delimited', columns = {
          id: 'VARCHAR', service_id: 'VARCHAR', created_at: 'TIMESTAMPTZ',
          messages: 'STRUCT(id VARCHAR, interaction_id VARCHAR, sender VARCHAR,
            message_type VARCHAR, message VARCHAR)[]'}))
      TO '%s' (FORMAT parquet)""";

  private final String label;
  private final String fileName;

  FileKind(String label, String fileName) {
    this.label = label;
    this.fileName = fileName;
  }

  String label() {
    return label;
  }

  /**
   * The conversations of a file of JSON lines as a file of this kind, written once and kept.
   *
   * @param folder where it is kept
   */
  Path in(Path folder, Path lines) throws IOException {
    Path file = folder.resolve(fileName);
    if (!Files.exists(file)) {
      Path draft = folder.resolve(fileName + ".draft");
      Files.deleteIfExists(draft);
      write(lines, draft);
      Files.move(draft, file);
    }
    return file;
  }

  abstract void write(Path lines, Path file) throws IOException;
}
