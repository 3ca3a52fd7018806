package dev.assay.insight.page;

import java.util.List;

/** What all pages have in common: each is one file that needs nothing else. */
public final class Html {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:68rem;padding:0 1rem;
        color:#1d2530;background:#fff}
      h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}
      .muted{color:#5b6675}.tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1rem}
      .tile{border:1px solid #d9dee5;border-radius:8px;padding:.6rem 1rem;min-width:7.5rem}
      .tile b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
      .bad b{color:#b3261e}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #e6e9ee;vertical-align:top}
      th{font-weight:600;color:#5b6675;font-size:.85rem}
      .n{text-align:right;font-variant-numeric:tabular-nums}
      .bar{display:flex;height:.6rem;border-radius:3px;overflow:hidden;background:#e6e9ee;
        margin-top:.35rem;min-width:12rem}
      .bar i{display:block;height:100%}
      .key{display:inline-block;width:.65rem;height:.65rem;border-radius:2px;margin-right:.3rem}
      .warn{border-left:4px solid #e0962d;padding:.3rem .8rem;background:#fdf6ea}
      svg text{font:12px system-ui,sans-serif;fill:#1d2530}svg .faint{fill:#5b6675}
      code{background:#f3f5f8;padding:.1rem .3rem;border-radius:4px}
      """;

  private static final List<String> COLOURS =
      List.of("#2f6fb3", "#e0962d", "#5aa469", "#9b5fb5", "#c8504b", "#4fb0ae", "#8a8f98");

  private Html() {}

  /** The colour of the part at this place, from 0; they repeat. */
  public static String colour(int place) {
    return COLOURS.get(place % COLOURS.size());
  }

  /** A page's beginning, up to its first heading. */
  public static String head(String title) {
    return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\"><title>"
        + escaped(title)
        + "</title><style>"
        + STYLE
        + "</style>";
  }

  /** Text as a page shows it, whatever is in it; in attributes too. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
