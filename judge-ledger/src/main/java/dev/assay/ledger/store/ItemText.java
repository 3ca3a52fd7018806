package dev.assay.ledger.store;

import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Item;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The items of a call as text: one a line, as key, metric id, metric version and outcome, parted by
 * blanks. The outcome is {@code answer}, {@code none}, or the code of a failure.
 */
public final class ItemText {
  private static final String ANSWER = "answer";
  private static final String NONE = "none";

  private ItemText() {}

  public static String of(List<Item> items, Map<String, Entry> entries) {
    return items.stream()
        .map(
            i ->
                "%s %s %d %s"
                    .formatted(
                        i.key(), i.metricId(), i.metricVersion(), outcome(entries.get(i.key()))))
        .collect(Collectors.joining("\n"));
  }

  public static List<SettledCall.ItemOutcome> read(String text) {
    return text.lines().map(ItemText::readLine).toList();
  }

  static String word(CallEnd end) {
    return end.name().toLowerCase(Locale.ROOT);
  }

  private static SettledCall.ItemOutcome readLine(String line) {
    String[] words = line.split(" ", 4);
    Item item = new Item(words[0], words[1], Integer.parseInt(words[2]));
    return switch (words[3]) {
      case ANSWER -> new SettledCall.ItemOutcome(item, ANSWER, null);
      case NONE -> new SettledCall.ItemOutcome(item, NONE, null);
      default -> new SettledCall.ItemOutcome(item, "failure", words[3]);
    };
  }

  private static String outcome(@Nullable Entry entry) {
    if (entry == null) {
      return NONE;
    }
    return entry instanceof Entry.Failure failure ? failure.code() : ANSWER;
  }
}
