package dev.assay.archive.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.archive.message.MessageList;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which lists of an object are of records; that of a conversation's messages is none. */
final class RecordLists {
  private static final JsonFactory JSON = new JsonFactory();

  /** What exports call them. */
  private static final Set<String> NAMES =
      Set.of(
          "simulations",
          "data",
          "runs",
          "traces",
          "spans",
          "observations",
          "resourceSpans",
          "resource_spans",
          "resourceLogs",
          "conversations",
          "records",
          "items",
          "results",
          "logs",
          "rows",
          "dialogs",
          "dialogues",
          "threads",
          "sessions",
          "chats",
          "examples");

  private RecordLists() {}

  static List<ValueScan.Stretch> among(List<ValueScan.Stretch> lists) {
    return lists.stream()
        .filter(
            list -> {
              Set<String> keys = keys(list.head());
              boolean isMessage = MessageList.isMessage(keys);
              return !keys.isEmpty()
                  && !isMessage
                  && (NAMES.contains(list.key()) || MessageList.mayStandUnder(keys));
            })
        .toList();
  }

  /** The keys of the first object of a list, of which only the beginning is known. */
  private static Set<String> keys(byte[] head) {
    Set<String> keys = new HashSet<>();
    try (JsonParser parser = JSON.createParser(head)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return keys;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        keys.add(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
    } catch (IOException e) {
      // Its beginning may end anywhere: what has been read of it tells enough.
      return keys;
    }
    return keys;
  }
}
