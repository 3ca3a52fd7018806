package dev.assay.erasure;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an erasure did, or would do.
 *
 * @param request what was asked for
 * @param conversations how many the request names
 * @param parts what was erased from where; what had nothing is left out
 * @param archives files outside the home that held the conversations
 * @param search for what is left, or null when nothing was erased
 */
public record ErasureReport(
    EraseRequest request,
    int conversations,
    List<Part> parts,
    Set<String> archives,
    HomeSearch.@Nullable Result search) {

  /**
   * What was erased from one place.
   *
   * @param place a table, or what else keeps things
   * @param amount what of it
   */
  public record Part(String place, String amount) {}

  public ErasureReport {
    parts = List.copyOf(parts);
    archives = Collections.unmodifiableSet(new TreeSet<>(archives));
  }

  /** Whether something is left. */
  public boolean hasLeftSomething() {
    return search != null && !search.places().isEmpty();
  }

  /** For a person. */
  public String text() {
    HomeSearch.Result searched = search;
    if (conversations == 0) {
      return "Nothing is kept of %s.\n".formatted(request);
    }
    StringBuilder out = new StringBuilder();
    out.append(
        "%s %s: %,d %s\n"
            .formatted(
                searched == null ? "Would erase" : "Erased",
                request,
                conversations,
                conversations == 1 ? "conversation" : "conversations"));
    parts.forEach(part -> out.append("  %-28s %s\n".formatted(part.place(), part.amount())));
    if (searched != null) {
      searched(out, searched);
    }
    if (!archives.isEmpty()) {
      out.append("Archives are left as they are. These held it when they were last read:\n");
      archives.forEach(archive -> out.append("  ").append(archive).append('\n'));
    }
    return out.toString();
  }

  private void searched(StringBuilder out, HomeSearch.Result searched) {
    out.append(
        String.format(
            Locale.ROOT,
            "Searched %,d files, %.1f MB, as bytes and decoded (Parquet, gzip, SQLite), for %,d ids"
                + " and fragments of text.\n",
            searched.files(),
            searched.bytes() / 1e6,
            searched.texts()));
    if (searched.shared() > 0) {
      out.append(
          "%,d further fragments stand in other conversations or metrics, too, and prove nothing.\n"
              .formatted(searched.shared()));
    }
    if (!searched.opaque().isEmpty()) {
      out.append("Not decoded, so only their bytes were searched:\n");
      searched.opaque().forEach(file -> out.append("  ").append(file).append('\n'));
    }
    if (searched.places().isEmpty()) {
      out.append("Found nothing.\n");
    } else {
      out.append("Found, and how many of them:\n");
      searched.places().forEach(place -> out.append("  ").append(place).append('\n'));
    }
    out.append(
        switch (request.again()) {
          case REFUSE -> "A conversation of these that is delivered again is refused.\n";
          case ADMIT -> "A conversation of these that is delivered again is taken in.\n";
        });
  }
}
