package dev.assay.archive.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.archive.Conversation;
import dev.assay.archive.RecordReading;
import dev.assay.archive.Transcripts;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.fragment.Assembly.Assembled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same conversation of two turns as the traces of every tool. */
class SharedTraceTest {
  private static final int SEEDS = 50;

  private static final List<String> EXPECTED =
      List.of(
          "system: Be kind.",
          "user: Where is PX-1?",
          "agent: Let me see.",
          "> track({\"parcel\":\"PX-1\"}) = {\"status\":\"delayed\"}",
          "agent: Sorry, it is delayed.",
          "user: Thanks",
          "agent: You are welcome.");

  private static final List<FragmentFormat> FORMATS =
      ServiceLoader.load(FragmentFormat.class).stream().map(ServiceLoader.Provider::get).toList();

  private static final String CALL =
      "{'id':'1','type':'function','function':{'name':'track','arguments':'{@parcel@:@PX-1@}'}}";
  private static final String ASKED =
      "{'role':'system','content':'Be kind.'},{'role':'user','content':'Where is PX-1?'}";
  private static final String CALLED =
      "{'role':'assistant','content':'Let me see.','tool_calls':[" + CALL + "]}";
  private static final String ANSWERED =
      "{'role':'tool','tool_call_id':'1','content':'{@status@:@delayed@}'}";
  private static final String TOLD = "{'role':'assistant','content':'Sorry, it is delayed.'}";
  private static final String THANKED = "{'role':'user','content':'Thanks'}";
  private static final String WELCOME = "{'role':'assistant','content':'You are welcome.'}";

  static List<Arguments> shapes() {
    return List.of(
        Arguments.of(
            "log",
            List.of(
                "{'id':'1','trace_id':'s','startTime':1795168800.0,'endTime':1795168802.5,'end_user':'u','messages':["
                    + ASKED
                    + "],'response':{'choices':[{'message':"
                    + CALLED
                    + "}]}}",
                "{'request_id':'2','metadata':{'session_id':'s'},'timestamp':'2026-11-20T10:00:05Z','request':'{@messages@:["
                    + String.join(",", ASKED, CALLED, ANSWERED)
                        .replace("\\@", "")
                        .replace("{@parcel@:@PX-1@}", "{%parcel%:%PX-1%}")
                        .replace("{@status@:@delayed@}", "{%status%:%delayed%}")
                        .replace("'", "@")
                        .replace("%", "~")
                    + "]}','response':{'body':{'choices':[{'message':"
                    + TOLD
                    + "}]}}}",
                "{'id':'3','session_id':'s','start_time':'2026-11-20T10:01:00Z','end_time':'2026-11-20T10:01:01Z','input':{'inputBodyJson':{'messages':["
                    + THANKED
                    + "]}},'output':{'outputBodyJson':{'output':{'message':{'role':'assistant','content':[{'text':'You are welcome.'}]}}}}}")),
        Arguments.of(
            "langfuse",
            List.of(
                "{'id':'t1','timestamp':'2026-11-20 10:00:00.000000','session_id':'s','user_id':'u','tags':['vip'],'input':null,'output':null}",
                "{'id':'o1','trace_id':'t1','session_id':'s','type':'GENERATION','parent_observation_id':null,'start_time':'2026-11-20 10:00:01.000000','end_time':'2026-11-20 10:00:02.000000','input':["
                    + ASKED
                    + "],'output':"
                    + CALLED
                    + "}",
                "{'id':'o2','trace_id':'t1','session_id':'s','type':'TOOL','name':'track','start_time':'2026-11-20 10:00:03.000000','end_time':'2026-11-20 10:00:04.000000','input':'{@parcel@:@PX-1@}','output':'{@status@:@delayed@}'}",
                "{'id':'o3','trace_id':'t1','session_id':'s','type':'GENERATION','start_time':'2026-11-20 10:00:05.000000','end_time':'2026-11-20 10:00:06.000000','input':["
                    + String.join(",", ASKED, CALLED, ANSWERED)
                    + "],'output':"
                    + TOLD
                    + "}",
                "{'id':'o4','traceId':'t2','sessionId':'s','type':'GENERATION','startTime':'2026-11-20T10:01:00Z','endTime':'2026-11-20T10:01:01Z','input':{'messages':["
                    + String.join(",", ASKED, CALLED, ANSWERED, TOLD, THANKED)
                    + "]},'output':{'choices':[{'message':"
                    + WELCOME
                    + "}]}}",
                "{'id':'o5','trace_id':'t1','session_id':'s','type':'RETRIEVER','input':'x','output':{'documents':[]}}")),
        Arguments.of(
            "langsmith",
            List.of(
                "{'id':'t1','trace_id':'t1','run_type':'chain','session_id':'project','start_time':'2026-11-20T10:00:00','extra':{'metadata':{'thread_id':'s','user_id':'u'}},'tags':['vip'],'inputs':{'kind':1},'outputs':null}",
                "{'id':'r1','trace_id':'t1','parent_run_id':'t1','run_type':'llm','start_time':'2026-11-20T10:00:01','end_time':'2026-11-20T10:00:02','inputs':{'messages':[[{'lc':1,'type':'constructor','id':['langchain','schema','messages','SystemMessage'],'kwargs':{'content':'Be kind.'}},{'lc':1,'type':'constructor','id':['langchain','schema','messages','HumanMessage'],'kwargs':{'content':'Where is PX-1?'}}]]},'outputs':{'generations':[[{'text':'Let me see.','message':{'lc':1,'type':'constructor','id':['langchain','schema','messages','AIMessage'],'kwargs':{'content':'Let me see.','tool_calls':[{'name':'track','args':{'parcel':'PX-1'},'id':'1','type':'tool_call'}]}}}]]}}",
                "{'id':'r2','trace_id':'t1','parent_run_id':'t1','run_type':'tool','name':'track','start_time':'2026-11-20T10:00:03','end_time':'2026-11-20T10:00:04','inputs':{'input':'{@parcel@:@PX-1@}'},'outputs':{'output':{'content':'{@status@:@delayed@}','type':'tool','tool_call_id':'1'}}}",
                "{'id':'r3','trace_id':'t1','parent_run_id':'t1','run_type':'llm','start_time':'2026-11-20T10:00:05','end_time':'2026-11-20T10:00:06','inputs':{'messages':[{'type':'system','content':'Be kind.'},{'type':'human','content':'Where is PX-1?'},{'type':'ai','content':'Let me see.','tool_calls':[{'name':'track','args':{'parcel':'PX-1'},'id':'1'}]},{'type':'tool','content':'{@status@:@delayed@}','tool_call_id':'1'}]},'outputs':"
                    + TOLD
                    + "}",
                "{'id':'r4','trace_id':'t2','run_type':'llm','extra':'{@metadata@:{@thread_id@:@s@}}','start_time':'2026-11-20T10:01:00','end_time':'2026-11-20T10:01:01','inputs':{'messages':["
                    + String.join(",", ASKED, CALLED, ANSWERED, TOLD, THANKED)
                    + "]},'outputs':{'output':"
                    + WELCOME
                    + "}}")),
        Arguments.of(
            "opentelemetry",
            List.of(
                "{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'shop'}}]},'scopeSpans':[{'spans':["
                    + "{'traceId':'t1','spanId':'a','name':'POST /chat','kind':2,'startTimeUnixNano':'1795168800000000000','endTimeUnixNano':'1795168810000000000','attributes':[{'key':'user.id','value':{'stringValue':'u'}}]},"
                    + "{'traceId':'t1','spanId':'b','parentSpanId':'a','name':'invoke_agent','startTimeUnixNano':'1795168800000000000','endTimeUnixNano':'1795168807000000000','attributes':[{'key':'gen_ai.operation.name','value':{'stringValue':'invoke_agent'}},{'key':'gen_ai.conversation.id','value':{'stringValue':'s'}}]},"
                    + "{'traceId':'t1','spanId':'c','parentSpanId':'b','name':'chat','startTimeUnixNano':'1795168801000000000','endTimeUnixNano':'1795168802000000000','attributes':[{'key':'gen_ai.operation.name','value':{'stringValue':'chat'}},{'key':'gen_ai.system_instructions','value':{'stringValue':'[{@type@:@text@,@content@:@Be kind.@}]'}},{'key':'gen_ai.input.messages','value':{'stringValue':'[{@role@:@user@,@parts@:[{@type@:@text@,@content@:@Where is PX-1?@}]}]'}},{'key':'gen_ai.output.messages','value':{'stringValue':'[{@role@:@assistant@,@parts@:[{@type@:@text@,@content@:@Let me see.@},{@type@:@tool_call@,@id@:@1@,@name@:@track@,@arguments@:{@parcel@:@PX-1@}}]}]'}}]}]}]}]}",
                "{'trace_id':'t1','span_id':'d','parent_span_id':'b','name':'execute_tool track','start_time_unix_nano':1795168803000000000,'end_time_unix_nano':1795168804000000000,'attributes':{'gen_ai.operation.name':'execute_tool','gen_ai.tool.name':'track','gen_ai.tool.call.id':'1','gen_ai.tool.call.arguments':'{@parcel@:@PX-1@}','gen_ai.tool.call.result':'{@status@:@delayed@}'},'status':{'code':'STATUS_CODE_OK'}}",
                "{'name':'ChatCompletion','context':{'trace_id':'t1','span_id':'e'},'parent_id':'b','start_time':'2026-11-20T10:00:05+00:00','end_time':'2026-11-20T10:00:06+00:00','attributes':{'openinference.span.kind':'LLM','llm.input_messages.0.message.role':'system','llm.input_messages.0.message.content':'Be kind.','llm.input_messages.1.message.role':'user','llm.input_messages.1.message.contents.0.message_content.type':'text','llm.input_messages.1.message.contents.0.message_content.text':'Where is PX-1?','llm.input_messages.2.message.role':'assistant','llm.input_messages.2.message.content':'Let me see.','llm.input_messages.2.message.tool_calls.0.tool_call.id':'1','llm.input_messages.2.message.tool_calls.0.tool_call.function.name':'track','llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments':'{@parcel@:@PX-1@}','llm.input_messages.3.message.role':'tool','llm.input_messages.3.message.tool_call_id':'1','llm.input_messages.3.message.content':'{@status@:@delayed@}','llm.output_messages.0.message.role':'assistant','llm.output_messages.0.message.content':'Sorry, it is delayed.'}}",
                "{'traceId':'t2','spanId':'f','name':'openai.chat','startTimeUnixNano':1795168860000000000,'endTimeUnixNano':1795168861000000000,'attributes':{'session.id':'s','gen_ai.prompt.0.role':'user','gen_ai.prompt.0.content':'Thanks','gen_ai.completion.0.role':'assistant','gen_ai.completion.0.content':'You are welcome.','gen_ai.request.model':'m'}}")),
        Arguments.of(
            "langfuse",
            List.of(
                "{'id':'t1','timestamp':'2026-11-20 10:00:00.000000','session_id':'s','input':'Where is PX-1?','output':'Sorry, it is delayed.'}",
                "{'id':'o1','trace_id':'t1','session_id':'s','type':'GENERATION','start_time':'2026-11-20 10:00:01.000000','end_time':'2026-11-20 10:00:02.000000','input':["
                    + ASKED
                    + "],'output':"
                    + CALLED
                    + "}",
                "{'id':'o2','trace_id':'t1','session_id':'s','type':'SPAN','name':'track','start_time':'2026-11-20 10:00:03.000000','end_time':'2026-11-20 10:00:04.000000','input':{'parcel':'PX-1'},'output':{'status':'delayed'}}",
                "{'id':'o3','trace_id':'t1','session_id':'s','type':'GENERATION','parent_observation_id':'o2','start_time':'2026-11-20 10:00:03.500000','input':[{'role':'user','content':'Sum up.'}],'output':{'role':'assistant','content':'delayed'}}",
                "{'id':'o4','trace_id':'t1','session_id':'s','type':'GENERATION','start_time':'2026-11-20 10:00:05.000000','end_time':'2026-11-20 10:00:06.000000','input':{'messages':["
                    + String.join(",", ASKED, CALLED)
                    + ",{'role':'track','content':'{@status@:@delayed@}','additional_kwargs':{}}]},'output':"
                    + TOLD
                    + "}",
                "{'id':'o5','trace_id':'t2','session_id':'s','type':'GENERATION','start_time':'2026-11-20 10:01:00.000000','end_time':'2026-11-20 10:01:01.000000','input':["
                    + String.join(",", ASKED, TOLD, THANKED)
                    + "],'output':"
                    + WELCOME
                    + "}")),
        Arguments.of(
            "langsmith",
            List.of(
                "{'id':'t1','trace_id':'t1','run_type':'chain','name':'LangGraph','start_time':'2026-11-20T10:00:00','end_time':'2026-11-20T10:00:06','extra':{'metadata':{'thread_id':'s'}},'inputs':{'messages':[{'role':'user','content':'Where is PX-1?'}]},'outputs':{'messages':["
                    + String.join(
                        ",", "{'role':'user','content':'Where is PX-1?'}", CALLED, ANSWERED, TOLD)
                    + "]}}",
                "{'id':'r1','trace_id':'t1','parent_run_id':'t1','run_type':'llm','start_time':'2026-11-20T10:00:01','end_time':'2026-11-20T10:00:02','tags':['seq:step:1'],'inputs':{'model':'m','messages':["
                    + ASKED
                    + "]},'outputs':{'id':'c1','choices':[{'index':0,'message':"
                    + CALLED
                    + "}]}}",
                "{'id':'r2','trace_id':'t1','parent_run_id':'t1','run_type':'chain','name':'track','start_time':'2026-11-20T10:00:03','end_time':'2026-11-20T10:00:04','inputs':{'parcel':'PX-1'},'outputs':{'status':'delayed'}}",
                "{'id':'r3','trace_id':'t1','parent_run_id':'r2','run_type':'llm','start_time':'2026-11-20T10:00:03','inputs':{'messages':[{'role':'user','content':'Sum up.'}]},'outputs':{'choices':[{'message':{'role':'assistant','content':'delayed'}}]}}",
                "{'id':'r4','trace_id':'t1','parent_run_id':'t1','run_type':'llm','start_time':'2026-11-20T10:00:05','end_time':'2026-11-20T10:00:06','inputs':{'messages':["
                    + String.join(",", ASKED, CALLED, ANSWERED)
                    + "]},'outputs':{'choices':[{'message':"
                    + TOLD
                    + "}]}}",
                "{'id':'t2','trace_id':'t2','run_type':'chain','start_time':'2026-11-20T10:01:00','end_time':'2026-11-20T10:01:01','extra':{'metadata':{'thread_id':'s'}},'inputs':{'messages':["
                    + THANKED
                    + "]},'outputs':{'messages':["
                    + String.join(
                        ",",
                        "{'role':'user','content':'Where is PX-1?'}",
                        CALLED,
                        ANSWERED,
                        TOLD,
                        THANKED,
                        WELCOME)
                    + "]}}")),
        Arguments.of(
            "opentelemetry",
            List.of(
                "{'traceId':'t1','spanId':'a','name':'ai.streamText','startTimeUnixNano':1795168800000000000,'endTimeUnixNano':1795168806000000000,'attributes':{'ai.telemetry.metadata.threadId':'s','ai.prompt':'{@system@:@Be kind.@,@messages@:[{@role@:@user@,@content@:@Where is PX-1?@}]}','ai.response.text':'Let me see.Sorry, it is delayed.'}}",
                "{'traceId':'t1','spanId':'b','parentSpanId':'a','name':'ai.streamText.doStream','startTimeUnixNano':1795168801000000000,'endTimeUnixNano':1795168802000000000,'attributes':{'ai.prompt.messages':'[{@role@:@system@,@content@:@Be kind.@},{@role@:@user@,@content@:[{@type@:@text@,@text@:@Where is PX-1?@}]}]','ai.response.text':'Let me see.','ai.response.toolCalls':'[{@toolCallId@:@1@,@toolName@:@track@,@input@:@{~parcel~:~PX-1~}@}]'}}",
                "{'traceId':'t1','spanId':'c','parentSpanId':'b','name':'ai.toolCall','startTimeUnixNano':1795168803000000000,'endTimeUnixNano':1795168804000000000,'attributes':{'ai.toolCall.name':'track','ai.toolCall.id':'1','ai.toolCall.args':'{@parcel@:@PX-1@}','ai.toolCall.result':'{@status@:@delayed@}'}}",
                "{'traceId':'t1','spanId':'d','parentSpanId':'c','name':'ai.generateText','startTimeUnixNano':1795168803000000000,'endTimeUnixNano':1795168804000000000,'attributes':{'ai.prompt':'{@prompt@:@Sum up.@}','ai.response.text':'delayed'}}",
                "{'traceId':'t1','spanId':'e','parentSpanId':'a','name':'ai.streamText.doStream','startTimeUnixNano':1795168805000000000,'endTimeUnixNano':1795168806000000000,'attributes':{'ai.prompt.messages':'[{@role@:@system@,@content@:@Be kind.@},{@role@:@user@,@content@:[{@type@:@text@,@text@:@Where is PX-1?@}]},{@role@:@assistant@,@content@:[{@type@:@text@,@text@:@Let me see.@},{@type@:@tool-call@,@toolCallId@:@1@,@toolName@:@track@,@input@:{@parcel@:@PX-1@}}]},{@role@:@tool@,@content@:[{@type@:@tool-result@,@toolCallId@:@1@,@toolName@:@track@,@output@:{@type@:@json@,@value@:{@status@:@delayed@}}}]}]','ai.response.text':'Sorry, it is delayed.'}}",
                "{'traceId':'t2','spanId':'f','name':'invoke_agent m','startTimeUnixNano':1795168860000000000,'endTimeUnixNano':1795168861000000000,'attributes':{'gen_ai.operation.name':'invoke_agent','ai.settings.context.sessionId':'s','gen_ai.input.messages':'[{@role@:@user@,@parts@:[{@type@:@text@,@content@:@Thanks@}]}]','gen_ai.output.messages':'[{@role@:@assistant@,@parts@:[{@type@:@text@,@content@:@You are welcome.@}]}]'}}",
                "{'traceId':'t2','spanId':'g','parentSpanId':'f','name':'chat m','startTimeUnixNano':1795168860000000000,'endTimeUnixNano':1795168861000000000,'attributes':{'gen_ai.operation.name':'chat','gen_ai.input.messages':'[{@role@:@user@,@parts@:[{@type@:@text@,@content@:@Where is PX-1?@}]},{@role@:@assistant@,@parts@:[{@type@:@text@,@content@:@Sorry, it is delayed.@}]},{@role@:@user@,@parts@:[{@type@:@text@,@content@:@Thanks@}]}]','gen_ai.output.messages':'[{@role@:@assistant@,@parts@:[{@type@:@text@,@content@:@You are welcome.@}]}]'}}")),
        Arguments.of(
            "mlflow",
            List.of(
                "{'info':{'trace_id':'t1','request_time':'2026-11-20T10:00:00Z','trace_metadata':{'mlflow.trace.session':'s','mlflow.trace.user':'u'},'tags':{'vip':'yes','mlflow.x':'y'}},'data':{'spans':["
                    + "{'trace_id':'AAA=','span_id':'a','name':'agent','start_time_unix_nano':1795168800000000000,'end_time_unix_nano':1795168809000000000,'attributes':{'mlflow.spanType':'@AGENT@'}},"
                    + "{'trace_id':'AAA=','span_id':'b','parent_span_id':'a','name':'Completions','start_time_unix_nano':1795168801000000000,'end_time_unix_nano':1795168802000000000,'attributes':{'mlflow.spanType':'CHAT_MODEL','mlflow.spanInputs':{'model':'m','messages':["
                    + ASKED
                    + "]},'mlflow.spanOutputs':{'choices':[{'message':"
                    + CALLED
                    + "}]}}},"
                    + "{'trace_id':'AAA=','span_id':'c','parent_span_id':'a','name':'track','start_time_unix_nano':1795168803000000000,'end_time_unix_nano':1795168804000000000,'attributes':{'mlflow.spanType':'TOOL','mlflow.spanInputs':{'parcel':'PX-1'},'mlflow.spanOutputs':{'status':'delayed'}}},"
                    + "{'trace_id':'AAA=','span_id':'d','parent_span_id':'a','name':'Completions','start_time_unix_nano':1795168805000000000,'end_time_unix_nano':1795168806000000000,'attributes':{'mlflow.spanType':'CHAT_MODEL','mlflow.spanInputs':{'messages':["
                    + String.join(",", ASKED, CALLED, ANSWERED)
                    + "]},'mlflow.spanOutputs':{'choices':[{'message':"
                    + TOLD
                    + "}]}}}]}}",
                "{'info':{'request_id':'t2','timestamp_ms':1795168860000,'request_metadata':{'mlflow.trace.session':'s'}},'data':'{@spans@:[{@span_id@:@a@,@name@:@chat@,@start_time_unix_nano@:1795168860000000000,@end_time_unix_nano@:1795168861000000000,@attributes@:{@mlflow.spanType@:@AGENT@,@mlflow.spanInputs@:@Thanks@,@mlflow.spanOutputs@:@You are welcome.@}}]}'}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void isReadAlikeInAnyOrderAndHoweverOften(String format, List<String> records) {
    List<Fragment> fragments = new ArrayList<>();
    for (String record : records) {
      fragments.addAll(read(format, record));
    }
    assertThat(fragments.stream().map(Fragment::session).filter(Objects::nonNull))
        .containsOnly("s");
    assertThat(fragments.stream().map(FragmentJson::write).map(FragmentJson::read))
        .containsExactlyElementsOf(fragments);

    Assembled whole = Assembly.of("acme", "s", fragments);
    Conversation conversation = Objects.requireNonNull(whole.conversation());
    assertThat(Transcripts.lines(conversation)).isEqualTo(EXPECTED);
    assertThat(conversation.externalId()).isEqualTo("s");
    assertThat(conversation.createdAt()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(conversation.lastMessageAt()).isEqualTo("2026-11-20T10:01:01Z");
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Fragment> shuffled = new ArrayList<>(fragments);
      Random random = new Random(seed);
      for (int i = 0; i < 3; i++) {
        shuffled.add(fragments.get(random.nextInt(fragments.size())));
      }
      Collections.shuffle(shuffled, random);

      assertThat(Assembly.of("acme", "s", shuffled)).isEqualTo(whole);
    }
  }

  private static List<Fragment> read(String name, String record) {
    try {
      JsonNode json =
          new ObjectMapper()
              .readTree(record.replace("'", "\"").replace("@", "\\\"").replace("~", "\\\\\\\""));
      FragmentFormat format =
          FORMATS.stream().filter(each -> each.recognises(json)).findFirst().orElseThrow();
      assertThat(format.name()).isEqualTo(name);
      return format.read(json, RecordReading.of("acme"));
    } catch (JsonProcessingException | UnreadableRecord e) {
      throw new AssertionError(record, e);
    }
  }
}
