package dev.assay.simulator.judge;

import java.util.List;

/** Texts that mean nothing, of the length that judges write. */
final class Wording {

  private static final List<String> SUBJECTS =
      List.of(
          "The agent", "The user", "The last answer", "The first request", "The whole exchange");
  private static final List<String> VERBS =
      List.of("states this plainly", "leaves this open", "shows this twice", "speaks against this");
  private static final List<String> PLACES =
      List.of("at the start", "near the end", "after the tool call", "in the second turn");

  private Wording() {}

  static String sentence(Draw draw) {
    return "%s %s %s (simulated justification %04x)."
        .formatted(
            pick(SUBJECTS, draw.with(1)),
            pick(VERBS, draw.with(2)),
            pick(PLACES, draw.with(3)),
            draw.below(1 << 16));
  }

  /** A text of one of the formats of JSON Schema; a sentence for those that are unknown. */
  static String of(String format) {
    return switch (format) {
      case "date-time" -> "2026-01-01T00:00:00Z";
      case "date" -> "2026-01-01";
      case "time" -> "00:00:00Z";
      case "duration" -> "PT1M";
      case "email" -> "judge@example.org";
      case "hostname" -> "example.org";
      case "uri" -> "https://example.org/";
      case "ipv4" -> "192.0.2.1";
      case "ipv6" -> "2001:db8::1";
      case "uuid" -> "00000000-0000-4000-8000-000000000000";
      default -> "simulated";
    };
  }

  private static String pick(List<String> words, Draw draw) {
    return words.get(draw.below(words.size()));
  }
}
