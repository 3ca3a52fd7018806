package dev.assay.erasure;

import dev.assay.erasure.EraseRequest.Subject;
import dev.assay.erasure.Identifiers.Target;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.query.RowSearch;
import dev.assay.results.query.WarehouseSql;
import dev.assay.results.rewrite.TableErasure;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the traces that the conversations of a request consist of, and conversations of which the
 * home has parts alone. A session and its traces are one: who names any of them means all.
 */
final class TraceSearch {

  private final Warehouse warehouse;
  private final EraseRequest request;

  TraceSearch(Warehouse warehouse, EraseRequest request) {
    this.warehouse = warehouse;
    this.request = request;
  }

  /**
   * The conversations with their traces.
   *
   * @param targets those that have a row of their own
   */
  Identifiers withTraces(List<Target> targets) {
    Map<String, Target> conversations = new LinkedHashMap<>();
    targets.forEach(target -> conversations.put(target.id(), target));
    Set<String> ids = new TreeSet<>(conversations.keySet());
    Map<String, Part> found = new TreeMap<>();
    String condition = named();
    int before;
    do {
      before = ids.size();
      for (Part part : parts("%s OR %s".formatted(condition, are(ids)))) {
        found.put(part.trace() + "\n" + part.conversation().id(), part);
        ids.add(part.trace());
        ids.add(part.conversation().id());
      }
    } while (ids.size() > before);
    Set<String> inSessions =
        found.values().stream()
            .filter(Part::hasSession)
            .map(Part::trace)
            .collect(Collectors.toSet());
    for (Part part : found.values()) {
      if (part.hasSession() || !inSessions.contains(part.trace())) {
        conversations.putIfAbsent(part.conversation().id(), part.conversation());
      }
    }
    TreeMap<String, String> traces = new TreeMap<>();
    for (Part part : found.values()) {
      String name = part.name();
      traces.merge(part.trace(), name, (known, other) -> part.hasSession() ? name : known);
    }
    traces.keySet().removeAll(conversations.keySet());
    return Identifiers.of(List.copyOf(conversations.values()), traces);
  }

  /** What a fragment tells of itself. */
  private record Part(Target conversation, String trace, boolean hasSession) {
    String name() {
      return Objects.requireNonNullElse(conversation.externalId(), conversation.id());
    }
  }

  private String named() {
    String name = WarehouseSql.textLiteral(request.name());
    return request.subject() == Subject.USER
        ? "user_id = " + name
        : "%s IN (session_id, trace_id, conversation_id, trace_conversation_id)".formatted(name);
  }

  private static String are(Collection<String> ids) {
    if (ids.isEmpty()) {
      return "false";
    }
    String list =
        ids.stream().map(WarehouseSql::textLiteral).collect(Collectors.joining(", ", "(", ")"));
    return "conversation_id IN %s OR trace_conversation_id IN %s".formatted(list, list);
  }

  /** Of the table, and of files that no commit has named. */
  private List<Part> parts(String which) {
    String condition =
        "org_id = %s AND (%s)".formatted(WarehouseSql.textLiteral(request.orgId()), which);
    try {
      return RowSearch.distinct(
          new TableErasure(
                  warehouse, ConversationTable.FRAGMENTS.table(), condition, Optional.empty())
              .find()
              .readable(),
          "conversation_id, coalesce(session_id, trace_id), trace_conversation_id,"
              + " session_id IS NOT NULL",
          condition,
          row -> {
            String id = row.getString(1);
            String name = row.getString(2);
            return new Part(
                new Target(id, id.equals(name) ? null : name), row.getString(3), row.getBoolean(4));
          });
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Cannot read the parts of conversations: " + e.getMessage(), e);
    }
  }
}
