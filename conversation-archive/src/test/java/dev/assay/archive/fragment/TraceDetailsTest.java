package dev.assay.archive.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.Transcripts;
import dev.assay.archive.fragment.Assembly.Assembled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What some spans of a trace tell, and others do not. */
class TraceDetailsTest {
  private static final String CALL =
      "{'role':'assistant','parts':[{'type':'tool_call','id':'1','name':'refund','arguments':{}}]}";
  private static final String QUESTION =
      "{'role':'user','parts':[{'type':'text','content':'Refund me'}]}";
  private static final String ANSWER =
      "{'role':'assistant','parts':[{'type':'text','content':'I cannot.'}]}";

  private final List<Fragment> fragments = new ArrayList<>();

  @Test
  void aToolFailedIfItsSpanSaysSoAndTheModelWasGivenTheErrorAsAResult() throws Exception {
    chat("a", 1, QUESTION, CALL);
    String told =
        "{'role':'tool','parts':[{'type':'tool_call_response','id':'1','response':'No such order'}]}";
    chat("c", 3, String.join(",", QUESTION, CALL, told), ANSWER);
    span(
        "b",
        2,
        "'gen_ai.operation.name':'execute_tool','gen_ai.tool.name':'refund','gen_ai.tool.call.id':'1'",
        "'status':{'code':2,'message':'Status 404'}");

    assertThat(lines())
        .containsExactly(
            "user: Refund me", "agent:", "> refund({}) ! No such order", "agent: I cannot.");
  }

  @Test
  void ofCallsThatAreAlikeEachHasTheSpanOfItsTurn() throws Exception {
    String again = CALL.replace("'id':'1'", "'id':'2'");
    String done =
        "{'role':'tool','parts':[{'type':'tool_call_response','id':'1','response':'Done'}]}";
    String gone = done.replace("'id':'1'", "'id':'2'").replace("Done", "No such order");
    chat("a", 1, QUESTION, CALL);
    chat("c", 3, String.join(",", QUESTION, CALL, done), again);
    chat("e", 5, String.join(",", QUESTION, CALL, done, again, gone), ANSWER);
    String tool =
        "'gen_ai.operation.name':'execute_tool','gen_ai.tool.name':'refund','gen_ai.tool.call.arguments':'{}'";
    span("b", 2, tool, "'status':{'code':1}");
    span("d", 4, tool, "'status':{'code':2,'message':'Status 404'}");

    assertThat(lines())
        .containsExactly(
            "user: Refund me",
            "agent:",
            "> refund({}) = Done",
            "agent:",
            "> refund({}) ! No such order",
            "agent: I cannot.");
  }

  @Test
  void anAgentThoughtWhatIsToldOnlyAsItsMessageIsRepeated() throws Exception {
    chat("a", 1, QUESTION, ANSWER);
    String thought =
        "{'role':'assistant','parts':[{'type':'reasoning','content':'No order.'},{'type':'text','content':'I cannot.'}]}";
    String again = "{'role':'user','parts':[{'type':'text','content':'Please'}]}";
    chat("b", 2, String.join(",", QUESTION, thought, again), ANSWER);

    assertThat(lines())
        .containsExactly(
            "user: Refund me",
            "thought: No order.",
            "agent: I cannot.",
            "user: Please",
            "agent: I cannot.");
  }

  @Test
  void modelsThatDoNotGoOnFromOneAnotherAreNoConversation() throws Exception {
    span(
        "root",
        0,
        "'gen_ai.operation.name':'invoke_agent','gen_ai.input.messages':["
            + QUESTION
            + "],'gen_ai.output.messages':["
            + ANSWER
            + "]",
        "'status':{}");
    chat("a", 1, QUESTION, ANSWER.replace("I cannot.", "billing"), "root");
    chat("b", 2, QUESTION, ANSWER, "root");

    assertThat(lines()).containsExactly("user: Refund me", "agent: I cannot.");
  }

  @Test
  void aGraphsStateHasEarlierTurnsOnce() throws Exception {
    String again = QUESTION.replace("Refund me", "Please");
    span(
        "a",
        0,
        operation("invoke_agent", QUESTION, String.join(",", QUESTION, ANSWER)),
        "'status':{}");
    span(
        "b",
        5,
        operation("invoke_agent", again, String.join(",", QUESTION, ANSWER, again, ANSWER)),
        "'status':{}");

    assertThat(lines())
        .containsExactly("user: Refund me", "agent: I cannot.", "user: Please", "agent: I cannot.");
  }

  @Test
  void aGraphsStateHasTurnsThatWereNotRecordedBeforeTheOneThatWas() throws Exception {
    String again = QUESTION.replace("Refund me", "Please");
    span(
        "b",
        5,
        operation("invoke_agent", again, String.join(",", QUESTION, ANSWER, again, ANSWER))
            + ",'gen_ai.system_instructions':[{'type':'text','content':'Be kind.'}]",
        "'status':{}");

    assertThat(lines())
        .containsExactly(
            "system: Be kind.",
            "user: Refund me",
            "agent: I cannot.",
            "user: Please",
            "agent: I cannot.");
  }

  @Test
  void aToolsSpanMayHaveItsOnlyArgumentAndLangChainsMessage() throws Exception {
    String call = CALL.replace("{}", "{'order':'7'}").replace("'id':'1',", "");
    chat("a", 1, QUESTION, call);
    span(
        "b",
        2,
        "'openinference.span.kind':'TOOL','tool.name':'refund','input.value':'7','metadata':'{~user_id~:~u~}','output.value':{'output':{'lc':1,'kwargs':{'status':'error','tool_call_id':'x','content':'No such order'}}}",
        "'status':{'code':1}");

    assertThat(lines())
        .containsExactly(
            "user: Refund me", "agent:", "> refund({\"order\":\"7\"}) ! No such order");
    assertThat(fragments.get(1).userId()).isEqualTo("u");
  }

  @Test
  void messagesAreReadWhateverTheOperationIsCalled() throws Exception {
    span("a", 0, operation("negotiate", QUESTION, ANSWER), "'status':{}");

    assertThat(lines()).containsExactly("user: Refund me", "agent: I cannot.");
  }

  @Test
  void aToolsOutputIsNoTextInQuotes() throws Exception {
    chat("a", 1, QUESTION, CALL);
    span(
        "b",
        2,
        "'gen_ai.operation.name':'execute_tool','gen_ai.tool.name':'refund','gen_ai.tool.call.id':'1','gen_ai.tool.call.result':'~done~'",
        "'status':{'code':1}");

    assertThat(lines()).containsExactly("user: Refund me", "agent:", "> refund({}) = done");
  }

  @Test
  void anAnswersCallsAreToldOnlyAsItIsSaidToTheModelAgain() throws Exception {
    chat("a", 1, items("{'role':'user','content':'Refund me'}"), spoken("Let me see."));
    chat(
        "b",
        2,
        items(
            "{'role':'user','content':'Refund me'},{'type':'reasoning','summary':[{'type':'summary_text','text':'Look.'}]},{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Let me see.'}]},{'type':'function_call','call_id':'1','name':'refund','arguments':'{}'},{'type':'function_call_output','call_id':'1','output':'done'}"),
        spoken("Done."));

    assertThat(lines())
        .containsExactly(
            "user: Refund me",
            "thought: Look.",
            "agent: Let me see.",
            "> refund({}) = done",
            "agent: Done.");
  }

  /** As OpenLLMetry has the items of OpenAI's Responses: JSON text as what the user says. */
  private static String items(String items) {
    return "{'role':'user','parts':[{'type':'text','content':'[%s]'}]}"
        .formatted(items.replace("'", "~"));
  }

  private static String spoken(String text) {
    return ANSWER.replace("I cannot.", text);
  }

  @Test
  void logRecordsTellWhatWasSaidInASpan() throws Exception {
    span("a", 1, "'gen_ai.operation.name':'chat','gen_ai.conversation.id':'s'", "'status':{}");
    String asked = log("gen_ai.user.message", "a", text("content", "Refund me"));
    String called =
        text("id", "1")
            + ",{'key':'function','value':{'kvlistValue':{'values':["
            + text("name", "refund")
            + ","
            + text("arguments", "{}")
            + "]}}}";
    String message =
        "{'key':'message','value':{'kvlistValue':{'values':[{'key':'tool_calls','value':{'arrayValue':{'values':[{'kvlistValue':{'values':["
            + called
            + "]}}]}}}]}}}";
    String other = "{'timeUnixNano':1795168801000000000,'body':{'stringValue':'Started'}}";
    read(
        "{'resourceLogs':[{'scopeLogs':[{'logRecords':[%s]}]}]}"
            .formatted(String.join(",", asked, log("gen_ai.choice", "a", message), other)));

    assertThat(lines()).containsExactly("user: Refund me", "agent:", "> refund({})");
    assertThat(fragments).hasSize(2);
    assertThat(fragments.get(1).parent()).isEqualTo("a");
  }

  private static String log(String event, String span, String body) {
    return "{'traceId':'t','spanId':'%s','timeUnixNano':1795168801000000000,'attributes':[%s],'body':{'kvlistValue':{'values':[%s]}}}"
        .formatted(span, text("event.name", event), body);
  }

  private static String text(String key, String value) {
    return "{'key':'%s','value':{'stringValue':'%s'}}".formatted(key, value);
  }

  @Test
  void aServiceThatNobodyNamedHasNoName() throws Exception {
    read(
        "{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'unknown_service:node'}}]},'scopeSpans':[{'spans':[{'traceId':'t','spanId':'a','name':'x','attributes':[]}]}]}]}");

    assertThat(fragments.get(0).serviceId()).isNull();
  }

  private static String operation(String operation, String asked, String answered) {
    return "'gen_ai.operation.name':'%s','gen_ai.input.messages':[%s],'gen_ai.output.messages':[%s]"
        .formatted(operation, asked, answered);
  }

  private void chat(String id, int second, String asked, String answered) throws Exception {
    chat(id, second, asked, answered, "none");
  }

  private void chat(String id, int second, String asked, String answered, String parent)
      throws Exception {
    span(id, second, operation("chat", asked, answered), "'parentSpanId':'" + parent + "'");
  }

  @Test
  void whatAnAgentWasAskedCountsAsNotUnderstoodWhereNoModelSpeaks() throws Exception {
    String agent = "'gen_ai.operation.name':'invoke_agent','input.value':'%s','output.value':'%s'";
    span("a", 1, agent.formatted("{~args~:[~Refund me~]}", "I cannot."), "'kind':1");
    span("b", 2, agent.formatted("Refunds of today", "None"), "'parentSpanId':'a'");

    Assembled whole = Assembly.of("acme", "s", fragments);

    assertThat(whole.conversation()).isNull();
    assertThat(whole.used()).isEmpty();
    assertThat(whole.unread())
        .hasEntrySatisfying(fragments.get(0), why -> assertThat(why).contains("args"))
        .hasSize(1);

    fragments.remove(1);
    chat("c", 3, QUESTION, ANSWER, "a");

    assertThat(lines()).containsExactly("user: Refund me", "agent: I cannot.");
  }

  private void span(String id, int second, String attributes, String more) throws Exception {
    read(
        "{'traceId':'t','spanId':'%s','name':'x','startTimeUnixNano':%d000000000,'endTimeUnixNano':%d500000000,'attributes':{%s},%s}"
            .formatted(id, 1795168800L + second, 1795168800L + second, attributes, more));
  }

  private void read(String record) throws Exception {
    String json = record.replace("'", "\"").replace("~", "\\\"");
    fragments.addAll(
        new OpenTelemetryFormat()
            .read(new ObjectMapper().readTree(json), RecordReading.of("acme")));
  }

  private List<String> lines() {
    Assembled whole = Assembly.of("acme", "s", fragments);
    assertThat(whole.unread()).isEmpty();
    Conversation conversation = Objects.requireNonNull(whole.conversation());
    return Transcripts.lines(conversation);
  }
}
