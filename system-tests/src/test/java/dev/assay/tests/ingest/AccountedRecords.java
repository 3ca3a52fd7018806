package dev.assay.tests.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records of which it is known what must become of each, of all formats. */
final class AccountedRecords {

  private AccountedRecords() {}

  /** What becomes of a record. */
  enum Fate {
    NEW,
    COPY,
    WAITING,
    SUPERSEDED,
    REJECTED,
    /** It is a part of a conversation, or several. */
    PART
  }

  /**
   * A record.
   *
   * @param json as it is delivered
   * @param format that reads it; null when none does
   * @param reason why it is rejected, or null
   * @param conversation what its source calls the conversation that is taken in with it, or null
   * @param used spans that a conversation consists of
   * @param notUsed other spans, by reason
   */
  record Delivered(
      String json,
      @Nullable String format,
      Fate fate,
      @Nullable String reason,
      @Nullable String conversation,
      long used,
      Map<String, Long> notUsed) {

    long spans() {
      return used + notUsed.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** How many of a file's records become what, as its row tells. */
  static String counts(List<Delivered> records) {
    long accepted =
        of(records, Fate.NEW)
            + of(records, Fate.COPY)
            + of(records, Fate.WAITING)
            + of(records, Fate.PART);
    return "lines %d, accepted %d, unchanged %d, superseded %d, waiting %d, quarantined %d, fragments %d, used %d"
        .formatted(
            records.size(),
            accepted,
            of(records, Fate.COPY),
            of(records, Fate.SUPERSEDED),
            of(records, Fate.WAITING),
            of(records, Fate.REJECTED),
            records.stream().mapToLong(Delivered::spans).sum(),
            records.stream().mapToLong(Delivered::used).sum());
  }

  static long of(List<Delivered> records, Fate fate) {
    return records.stream().filter(record -> record.fate() == fate).count();
  }

  /** The newest content of a conversation of which files of {@link #lines} hold older ones. */
  static Delivered newest() {
    Delivered newest =
        whole(
            "{'id':'shared','messages':[{'sender':'user','message':'One','created_at':'2026-11-20T10:00:00Z'},{'sender':'agent','message':'Two','created_at':'2026-11-20T11:00:00Z'}]}",
            "native",
            Fate.NEW,
            "shared");
    return of(List.of(newest), "newest").get(0);
  }

  /**
   * The lines of a file.
   *
   * @param file its name, which is part of all ids but one
   */
  static List<Delivered> lines(String file) {
    List<Delivered> records = new ArrayList<>(values(file));
    records.add(3, rejected("{'id':'broken','messages':[", null, "broken_json"));
    records.add(rejected("not JSON", null, "broken_json"));
    return records;
  }

  /** What JSON can say. */
  static List<Delivered> values(String file) {
    List<Delivered> records = new ArrayList<>();
    records.addAll(wholes(file));
    records.addAll(parts(file));
    return records;
  }

  private static List<Delivered> wholes(String file) {
    String twice = "{'id':'F twice','messages':[{'role':'user','content':'Again and again'}]}";
    List<Delivered> records =
        List.of(
            whole(
                "{'id':'F native','messages':[{'sender':'user','message':'Hello'},{'sender':'agent','message':'Hi','tool_calls':[{'name':'look','arguments':{},'result':'x'}]}]}",
                "native",
                Fate.NEW,
                "F native"),
            whole(
                "{'id':'F open','is_finished':false,'messages':[{'role':'user','content':'Wait'}]}",
                "chat",
                Fate.WAITING,
                "F open"),
            whole(
                "{'id':'F blocks','system':'Be kind.','messages':[{'role':'user','content':[{'type':'text','text':'Hello'}]},{'role':'assistant','content':[{'type':'thinking','thinking':'Well'},{'type':'text','text':'Hi'}]}]}",
                "chat",
                Fate.NEW,
                "F blocks"),
            rejected(
                "{'id':'F unread','messages':[{'role':'user','content':[{'hologram':'x'}]}]}",
                null,
                "unread_content"),
            whole(
                "{'id':'F share','conversations':[{'from':'human','value':'Hello'},{'from':'gpt','value':'Hi'}]}",
                "sharegpt",
                Fate.NEW,
                "F share"),
            whole(
                "{'id':'F chain','messages':[{'type':'human','content':'Hello'},{'type':'ai','content':'Hi'}]}",
                "langchain",
                Fate.NEW,
                "F chain"),
            rejected("{'id':'F nothing','weather':'fine'}", null, "no_messages_list"),
            whole(
                "{'id':'F call','request':{'messages':[{'role':'user','content':'Hello'}]},'response':{'choices':[{'message':{'role':'assistant','content':'Hi'}}]}}",
                "request-response",
                Fate.NEW,
                "F call"),
            whole(
                "{'task_id':'F','trial':1,'traj':[{'role':'user','content':'Hello'},{'role':'assistant','content':'Hi'}]}",
                "tau-bench",
                Fate.NEW,
                "F/1"),
            whole(
                "{'id':'F tau','task_id':'2','termination_reason':'user_stop','messages':[{'role':'user','content':'Hello'},{'role':'assistant','content':'Hi'}]}",
                "tau2-bench",
                Fate.NEW,
                "F tau"),
            whole(twice, "chat", Fate.COPY, null),
            whole(twice, "chat", Fate.NEW, "F twice"),
            // Of two contents in one file the earlier gives way, and somebody should know.
            rejected(
                "{'id':'F changed','messages':[{'role':'user','content':'Before'}]}",
                "chat",
                "duplicate_id"),
            whole(
                "{'id':'F changed','messages':[{'role':'user','content':'After'}]}",
                "chat",
                Fate.NEW,
                "F changed"),
            whole(
                "{'id':'shared','messages':[{'sender':'user','message':'One of F','created_at':'2026-11-20T10:00:00Z'}]}",
                "native",
                Fate.SUPERSEDED,
                null));
    return of(records, file);
  }

  private static List<Delivered> parts(String file) {
    String asked = "'input':[{'role':'user','content':'Hello'}]";
    String observation =
        "'trace_id':'F langfuse','type':'GENERATION',"
            + asked
            + ",'output':{'role':'assistant','content':'Hi'}";
    List<Delivered> records =
        List.of(
            part(
                "{'id':'o1','end_time':'2026-11-20T10:00:02Z'," + observation + "}",
                "langfuse",
                "F langfuse",
                1,
                Map.of()),
            part(
                "{'id':'o1','end_time':'2026-11-20T10:00:02Z'," + observation + "}",
                "langfuse",
                null,
                0,
                Map.of("known_before", 1L)),
            part(
                "{'id':'o1','end_time':'2026-11-20T10:00:01Z',"
                    + observation.replace("Hi", "H")
                    + "}",
                "langfuse",
                null,
                0,
                Map.of("within_others", 1L)),
            part(
                "{'id':'F run','trace_id':'F run','run_type':'chain','name':'agent','start_time':'2026-11-20T10:00:00Z','inputs':{'messages':[{'role':'user','content':'Hello'}]},'outputs':{'messages':[{'role':'assistant','content':'Hi'}]},'child_runs':[{'id':'F model','parent_run_id':'F run','trace_id':'F run','run_type':'llm','start_time':'2026-11-20T10:00:01Z','inputs':{'messages':[{'role':'user','content':'Hello'}]},'outputs':{'messages':[{'role':'assistant','content':'Hi'}]}}]}",
                "langsmith",
                "F run",
                1,
                Map.of("within_others", 1L)),
            part(
                "{'resourceSpans':[{'scopeSpans':[{'spans':["
                    + span(
                        "chat",
                        "{'key':'gen_ai.operation.name','value':{'stringValue':'chat'}},{'key':'gen_ai.input.messages','value':{'stringValue':'[{~role~:~user~,~parts~:[{~type~:~text~,~content~:~Hello~}]}]'}},{'key':'gen_ai.output.messages','value':{'stringValue':'[{~role~:~assistant~,~parts~:[{~type~:~tool_call~,~id~:~1~,~name~:~look~,~arguments~:{}}]}]'}}")
                    + ","
                    + span(
                        "tool",
                        "{'key':'gen_ai.operation.name','value':{'stringValue':'execute_tool'}},{'key':'gen_ai.tool.name','value':{'stringValue':'look'}},{'key':'gen_ai.tool.call.id','value':{'stringValue':'1'}},{'key':'gen_ai.tool.call.result','value':{'stringValue':'seen'}}")
                    + ","
                    + span("http", "{'key':'http.method','value':{'stringValue':'GET'}}")
                    + "]}]}]}",
                "opentelemetry",
                "F session",
                2,
                Map.of("says_nothing", 1L)),
            part(
                "{'info':{'trace_id':'F mlflow'},'data':{'spans':[{'span_id':'1','name':'model','attributes':{'mlflow.spanType':'CHAT_MODEL','mlflow.spanInputs':{'messages':[{'role':'user','content':'Hello'}]},'mlflow.spanOutputs':{'choices':[{'message':{'role':'assistant','content':'Hi'}}]}}}]}}",
                "mlflow",
                "F mlflow",
                1,
                Map.of("says_nothing", 1L)),
            part(
                "{'id':'F row','session_id':'F log','messages':[{'role':'user','content':'Hello'}],'response':{'choices':[{'message':{'role':'assistant','content':'Hi'}}]}}",
                "log",
                "F log",
                1,
                Map.of()),
            // Half of a trace is not understood, so there is no conversation of all of it.
            part(
                "{'id':'u1','trace_id':'F unread trace','type':'GENERATION'," + asked + "}",
                "langfuse",
                null,
                0,
                Map.of("waits_for_unread", 1L)),
            new Delivered(
                "{'id':'u2','trace_id':'F unread trace','type':'GENERATION','input':[{'role':'user','content':[{'hologram':'x'}]}]}",
                "langfuse",
                Fate.REJECTED,
                "unread_content",
                null,
                0,
                Map.of("unread_content", 1L)));
    return of(records, file);
  }

  private static String span(String id, String attributes) {
    return "{'traceId':'F otel','spanId':'%s','name':'%s','attributes':[{'key':'session.id','value':{'stringValue':'F session'}},%s]}"
        .formatted(id, id, attributes);
  }

  /** What a table can say, whose cells are texts: its columns are those of its first record. */
  static List<Map<String, String>> rows(String file) {
    return List.of(
            row("F table", "messages", "[{'role':'user','content':'Hello, all'}]"),
            row("F unread", "messages", "[{'role':'user','content':[{'hologram':'x'}]}]"),
            row("F empty", "messages", "none"),
            row(
                "F 1",
                "trace_id",
                "F trace",
                "type",
                "GENERATION",
                "input",
                "[{'role':'user','content':'Hello'}]",
                "output",
                "{'role':'assistant','content':'Hi'}"),
            row("F 2", "trace_id", "F trace", "type", "SPAN"))
        .stream()
        .map(
            row -> {
              Map<String, String> filled = new TreeMap<>();
              row.forEach((column, cell) -> filled.put(column, filled(cell, file)));
              return filled;
            })
        .toList();
  }

  /** What becomes of {@link #rows}. */
  static List<Delivered> ofRows(String file) {
    return of(
        List.of(
            whole("", "chat", Fate.NEW, "F table"),
            rejected("", null, "unread_content"),
            rejected("", null, "wrong_type"),
            part("", "langfuse", "F trace", 1, Map.of()),
            part("", "langfuse", null, 0, Map.of("says_nothing", 1L))),
        file);
  }

  private static Map<String, String> row(String id, String... cells) {
    Map<String, String> row = new TreeMap<>(Map.of("id", id));
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i], cells[i + 1]);
    }
    return row;
  }

  private static Delivered whole(
      String json, String format, Fate fate, @Nullable String conversation) {
    return new Delivered(json, format, fate, null, conversation, 0, Map.of());
  }

  private static Delivered rejected(String json, @Nullable String format, String reason) {
    return new Delivered(json, format, Fate.REJECTED, reason, null, 0, Map.of());
  }

  private static Delivered part(
      String json,
      String format,
      @Nullable String conversation,
      long used,
      Map<String, Long> notUsed) {
    return new Delivered(json, format, Fate.PART, null, conversation, used, notUsed);
  }

  /** The same of a file: with its name in place of {@code F}, and the quotation marks of JSON. */
  private static List<Delivered> of(List<Delivered> records, String file) {
    return records.stream()
        .map(
            record ->
                new Delivered(
                    filled(record.json(), file),
                    record.format(),
                    record.fate(),
                    record.reason(),
                    record.conversation() == null ? null : filled(record.conversation(), file),
                    record.used(),
                    record.notUsed()))
        .toList();
  }

  private static String filled(String text, String file) {
    return text.replaceAll("\\bF\\b", file).replace("'", "\"").replace("~", "\\\"");
  }
}
