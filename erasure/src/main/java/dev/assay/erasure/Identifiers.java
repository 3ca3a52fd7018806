package dev.assay.erasure;

import dev.assay.results.query.WarehouseSql;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By what the conversations of an erasure are known: their ids, and fragments of text.
 *
 * @param conversations the conversations
 * @param traces ids of the traces that conversations consist of, as if each were one of its own,
 *     each with what its source calls the conversation
 * @param fragments the shortest of what stands in the conversations and in no other
 * @param passages the longest of that: a text that holds one is a copy
 * @param derived fragments of what was made from them: justifications, requests, messages of
 *     failures, the last as far as nothing else failed with them
 * @param archives files outside the home that held them when they were last read
 */
record Identifiers(
    List<Target> conversations,
    SortedMap<String, String> traces,
    Set<String> fragments,
    Set<String> passages,
    Set<String> derived,
    Set<String> archives) {

  /**
   * A conversation.
   *
   * @param id Assay's id
   * @param externalId what its source called it, or null
   */
  record Target(String id, @Nullable String externalId) {}

  Identifiers {
    conversations = List.copyOf(conversations);
    traces = new TreeMap<>(traces);
    fragments = new TreeSet<>(fragments);
    passages = new TreeSet<>(passages);
    derived = new TreeSet<>(derived);
    archives = new TreeSet<>(archives);
  }

  /** Those of which nothing is known but their ids. */
  static Identifiers of(List<Target> conversations, SortedMap<String, String> traces) {
    return new Identifiers(conversations, traces, Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** The ids of the conversations, and of their traces. */
  List<String> ids() {
    return Stream.concat(conversations.stream().map(Target::id), traces.keySet().stream())
        .distinct()
        .toList();
  }

  /** What only a copy of one of the conversations holds: ids and passages. */
  Set<String> copied() {
    Set<String> copied = new TreeSet<>(passages);
    copied.addAll(ids());
    return copied;
  }

  /** All that can be looked for. */
  Set<String> all() {
    Set<String> all = new TreeSet<>(fragments);
    all.addAll(ids());
    all.addAll(derived);
    return all;
  }

  boolean isEmpty() {
    return conversations.isEmpty();
  }

  /** SQL of DuckDB's: whether a column holds the id of one of the conversations. */
  String areOf(String orgId, String column) {
    return "org_id = %s AND %s IN (%s)"
        .formatted(WarehouseSql.textLiteral(orgId), column, literals(ids()));
  }

  /** SQL of DuckDB's: whether a row of what could not be read tells of the conversations. */
  String areQuotedBy(String... columns) {
    List<String> any = Arrays.stream(columns).map("contains(%s, w)"::formatted).toList();
    return "len(list_filter([%s], lambda w: %s)) > 0"
        .formatted(literals(copied()), String.join(" OR ", any));
  }

  private static String literals(Collection<String> texts) {
    return String.join(", ", texts.stream().map(WarehouseSql::textLiteral).toList());
  }
}
