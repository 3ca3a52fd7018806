package dev.assay.erasure;

import dev.assay.installation.Home;
import dev.assay.results.storage.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Erases what reports, and the history of SQL, say of conversations: an example of a failure, the
 * line of an error, a statement. A value of JSON, a text of a page or a line goes as a whole.
 */
final class ReportErasure {

  private static final String ERASED = "(erased)";

  private ReportErasure() {}

  /** Reports of a home that quote the conversations. */
  static List<Path> find(Home home, Identifiers identifiers) {
    ByteSearch search = new ByteSearch(identifiers.all());
    return Stream.concat(files(home.reports()), files(home.sqlHistory()))
        .filter(file -> !search.in(text(file)).isEmpty())
        .toList();
  }

  private static Stream<Path> files(Path root) {
    if (Files.notExists(root)) {
      return Stream.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + root, e);
    }
  }

  /** Erases from the reports of a home; each is old or new at any moment. */
  static int erase(Home home, Identifiers identifiers) {
    List<Path> reports = find(home, identifiers);
    ByteSearch search = new ByteSearch(identifiers.all());
    for (Path report : reports) {
      String text = text(report);
      Set<String> found = search.in(text);
      while (!found.isEmpty()) {
        for (String fragment : found) {
          text = without(fragment, text, Bounds.of(report));
        }
        found = search.in(text);
      }
      replace(report, text);
    }
    return reports.size();
  }

  /** What begins and ends a part of a report. */
  private record Bounds(char begin, char end) {
    static Bounds of(Path report) {
      String name = report.toString();
      if (name.endsWith(".json")) {
        return new Bounds('"', '"');
      }
      return name.endsWith(".html") ? new Bounds('>', '<') : new Bounds('\n', '\n');
    }
  }

  private static String without(String fragment, String text, Bounds bounds) {
    StringBuilder kept = new StringBuilder();
    int from = 0;
    int at = text.indexOf(fragment);
    while (at >= 0) {
      int begin = text.lastIndexOf(bounds.begin(), at) + 1;
      int end = text.indexOf(bounds.end(), at + fragment.length());
      while (bounds.end() == '"' && end > 0 && text.charAt(end - 1) == '\\') {
        end = text.indexOf('"', end + 1);
      }
      while (bounds.begin() == '"' && begin > 1 && text.charAt(begin - 2) == '\\') {
        begin = text.lastIndexOf('"', begin - 2) + 1;
      }
      kept.append(text, from, Math.max(from, begin)).append(ERASED);
      from = end < 0 ? text.length() : end;
      at = text.indexOf(fragment, from);
    }
    return kept.append(text, from, text.length()).toString();
  }

  private static String text(Path report) {
    try {
      return Files.readString(report, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + report, e);
    }
  }

  private static void replace(Path report, String text) {
    Path draft = report.resolveSibling("." + report.getFileName() + ".tmp");
    try {
      Files.writeString(draft, text, StandardCharsets.UTF_8);
      DurableFiles.replace(draft, report);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + report, e);
    }
  }
}
