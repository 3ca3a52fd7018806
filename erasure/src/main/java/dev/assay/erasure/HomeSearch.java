package dev.assay.erasure;

import dev.assay.installation.Home;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.DataFiles;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.ParquetText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what erased conversations were known by in every file of a home: in its bytes, and in
 * what they say when they are decoded. Nobody may have a database of the home open in this process.
 */
final class HomeSearch {

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final String PARQUET = ".parquet";

  /** Compressed in ways that are not undone here. */
  private static final List<String> OPAQUE = List.of(".zstd", ".zst", ".lz4", ".lzf", ".snappy");

  /** Tables of the catalog that tell of no conversation: what is in them is somebody else's. */
  private static final Set<String> OTHERS =
      Set.of("metric", "metric_version", "api_user", "api_key", "simulation_unit_test");

  private final Home home;
  private final Path aside;
  private final @Nullable DataSource server;

  /**
   * @param aside a file that is not searched
   * @param server where the catalog is, when it is not a file of the home
   */
  HomeSearch(Home home, Path aside, @Nullable DataSource server) {
    this.home = home;
    this.aside = aside;
    this.server = server;
  }

  /**
   * What was found of the texts.
   *
   * @param texts that were looked for
   * @param shared how many further texts stand in rows of other conversations, too, or in metrics,
   *     and so prove nothing
   * @param files that were searched
   * @param bytes that they have
   * @param places that hold a text
   * @param opaque files that could not be decoded, whose bytes alone were searched
   */
  record Result(
      int texts, int shared, long files, long bytes, List<String> places, List<String> opaque) {}

  /** Searches. */
  Result of(Identifiers identifiers) {
    Set<String> texts = identifiers.all();
    try (ParquetText parquet = ParquetText.open()) {
      Search shared = new Search(parquet, new ByteSearch(texts));
      Set<String> elsewhere = new HashSet<>();
      for (Path file : filesOfOthers()) {
        shared.file(file).forEach(place -> elsewhere.addAll(place.texts()));
      }
      elsewhere.addAll(metrics(shared.texts));
      identifiers.ids().forEach(elsewhere::remove);
      texts.removeAll(elsewhere);
      Search search = new Search(parquet, new ByteSearch(texts));
      List<String> places = new ArrayList<>();
      long files = 0;
      long bytes = 0;
      for (Path file : everyFile()) {
        files++;
        bytes += Files.size(file);
        search.file(file).forEach(place -> places.add(line(file, place)));
      }
      places.addAll(onServer(search.texts));
      return new Result(
          texts.size(), elsewhere.size(), files, bytes, places, List.copyOf(search.opaque));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot search " + home.root(), e);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot search %s: %s".formatted(home.root(), e.getMessage()), e);
    }
  }

  /** The texts themselves are not repeated: where this is printed, they may be kept. */
  private String line(Path file, Place place) {
    return "%s (%s): %d".formatted(home.root().relativize(file), place.how(), place.texts().size());
  }

  private List<Path> everyFile() throws IOException {
    try (Stream<Path> all = Files.walk(home.root())) {
      // Locks are empty files, and to close one would give up this process's locks on it.
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.equals(aside))
          .filter(file -> file.toFile().length() > 0)
          .sorted()
          .toList();
    }
  }

  /** Files of tables whose every row is now another conversation's, or nobody's. */
  private List<Path> filesOfOthers() {
    Warehouse warehouse = home.warehouse();
    Stream<AssayTable> tables =
        Stream.concat(
            ConversationTable.ALL.stream().map(ConversationTable::table),
            Stream.of(AssayTable.METRIC, AssayTable.METRIC_VERSION, AssayTable.QUARANTINE));
    return tables
        .flatMap(table -> DataFiles.of(warehouse, table, Optional.empty()).stream())
        .map(file -> Path.of(file.path()))
        .toList();
  }

  private Set<String> metrics(ByteSearch search) throws SQLException {
    Path catalog = home.catalog().resolve("catalog.db");
    Set<String> found = new HashSet<>();
    if (server != null || Files.exists(catalog)) {
      try (Connection connection = server == null ? sqlite(catalog) : server.getConnection()) {
        DatabaseSearch.in(connection, search).entrySet().stream()
            .filter(table -> OTHERS.contains(table.getKey()))
            .forEach(table -> found.addAll(table.getValue()));
      }
    }
    return found;
  }

  private List<String> onServer(ByteSearch search) throws SQLException {
    if (server == null) {
      return List.of();
    }
    try (Connection connection = server.getConnection()) {
      return DatabaseSearch.in(connection, search).entrySet().stream()
          .filter(table -> !OTHERS.contains(table.getKey()))
          .map(t -> "PostgreSQL (table %s): %d".formatted(t.getKey(), t.getValue().size()))
          .toList();
    }
  }

  private static Connection sqlite(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private record Place(String how, Set<String> texts) {}

  /** One pass over files. */
  private static final class Search {
    private final ParquetText parquet;
    private final ByteSearch texts;
    private final List<String> opaque = new ArrayList<>();

    Search(ParquetText parquet, ByteSearch texts) {
      this.parquet = parquet;
      this.texts = texts;
    }

    List<Place> file(Path file) throws IOException, SQLException {
      List<Place> places = new ArrayList<>();
      byte[] begin;
      try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
        bytes.mark(SQLITE.length);
        begin = bytes.readNBytes(SQLITE.length);
        bytes.reset();
        add("bytes", texts.in(bytes), places);
      }
      String name = file.getFileName().toString();
      if (name.endsWith(PARQUET)) {
        add("rows", rows(file), places);
      } else if (Arrays.equals(begin, SQLITE)) {
        try (Connection connection = sqlite(file)) {
          for (Map.Entry<String, Set<String>> table :
              DatabaseSearch.in(connection, texts).entrySet()) {
            add("table " + table.getKey(), table.getValue(), places);
          }
        }
      } else if (begin.length >= 2 && Arrays.equals(begin, 0, 2, GZIP, 0, 2)) {
        add("unzipped", unzipped(file), places);
      } else if (OPAQUE.stream().anyMatch(name::endsWith)) {
        opaque.add(file.toString());
      }
      return places;
    }

    private Set<String> rows(Path file) {
      Set<String> found = new HashSet<>();
      try {
        parquet.rows(
            file, ParquetText.EVERYTHING, ParquetText.ALL, row -> found.addAll(texts.in(row)));
      } catch (SQLException e) {
        opaque.add(file.toString());
      }
      return found;
    }

    private Set<String> unzipped(Path file) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        return texts.in(in);
      } catch (IOException e) {
        opaque.add(file.toString());
        return Set.of();
      }
    }

    private static void add(String how, Set<String> texts, List<Place> to) {
      if (!texts.isEmpty()) {
        to.add(new Place(how, texts));
      }
    }
  }
}
