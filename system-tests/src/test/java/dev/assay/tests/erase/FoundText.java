package dev.assay.tests.erase;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Where texts are found under a folder: slowly, plainly, and by nothing that the product uses. */
public final class FoundText {

  private FoundText() {}

  /** Each file that holds one of the texts, as bytes or decoded, with the text. */
  public static List<String> under(Path folder, List<String> texts) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        for (String said : said(file)) {
          texts.stream()
              .filter(said::contains)
              .forEach(text -> found.add(folder.relativize(file) + ": " + text));
        }
      }
      return found.stream().distinct().toList();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("Cannot search " + folder, e);
    }
  }

  private static List<String> said(Path file) throws IOException, SQLException {
    byte[] bytes = Files.readAllBytes(file);
    List<String> said = new ArrayList<>();
    said.add(new String(bytes, StandardCharsets.UTF_8));
    said.add(new String(bytes, StandardCharsets.ISO_8859_1));
    String name = file.toString();
    if (name.endsWith(".parquet")) {
      query("jdbc:duckdb:", "SELECT to_json(t) FROM read_parquet('%s') t".formatted(file), said);
    } else if (name.endsWith(".gz")) {
      said.add(
          new String(
              new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(),
              StandardCharsets.UTF_8));
    } else if (name.endsWith(".db") && bytes.length > 0) {
      List<String> tables = new ArrayList<>();
      String database = "jdbc:sqlite:" + file;
      query(database, "SELECT name FROM sqlite_master WHERE type = 'table'", tables);
      for (String table : tables) {
        query(database, "SELECT * FROM \"%s\"".formatted(table), said);
      }
    }
    return said;
  }

  private static void query(String database, String sql, List<String> to)
      throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          Object value = rows.getObject(i);
          if (value instanceof byte[] bytes) {
            to.add(inflated(bytes));
          } else if (value != null) {
            to.add(value.toString());
          }
        }
      }
    }
  }

  private static String inflated(byte[] bytes) throws IOException {
    try (var inflated = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return new String(inflated.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
