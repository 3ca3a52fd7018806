package dev.assay.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Transcripts;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same conversation in every vocabulary. */
class SharedContentTest {

  private static final List<String> EXPECTED =
      List.of(
          "system: Be kind.",
          "user: Where is PX-1?",
          "thought: I look it up.",
          "agent: Let me see.",
          "> track({\"parcel\":\"PX-1\"}) = {\"status\":\"delayed\"}",
          "> track({\"parcel\":\"PX-2\"}) ! no such parcel",
          "agent: Sorry, it is delayed.",
          "user: Thanks");

  static List<Arguments> shapes() {
    return List.of(
        Arguments.of(
            "native",
            """
            {'id':'c','messages':[
              {'sender':'system','message':'Be kind.'},
              {'sender':'user','message':'Where is PX-1?'},
              {'sender':'agent','message_type':'agent-inner-thought','message':'I look it up.'},
              {'sender':'agent','message':'Let me see.','tool_calls':[
                {'name':'track','arguments':{'parcel':'PX-1'},'result':{'status':'delayed'}},
                {'name':'track','arguments':{'parcel':'PX-2'},'error':'no such parcel'}]},
              {'sender':'agent','message':'Sorry, it is delayed.'},
              {'sender':'user','message':'Thanks'}]}
            """),
        Arguments.of(
            "chat",
            """
            {'id':'openai','messages':[
              {'role':'developer','content':'Be kind.'},
              {'role':'user','content':[{'type':'text','text':'Where is PX-1?'}]},
              {'role':'assistant','content':'Let me see.','reasoning_content':'I look it up.',
               'tool_calls':[
                {'id':'1','type':'function','function':{'name':'track','arguments':{'parcel':'PX-1'}}},
                {'id':'2','type':'function','function':{'name':'track','arguments':{'parcel':'PX-2'}}}]},
              {'role':'tool','tool_call_id':'1','content':'{@status@:@delayed@}'},
              {'role':'tool','tool_call_id':'2','content':'no such parcel','is_error':true},
              {'role':'assistant','content':'Sorry, it is delayed.'},
              {'role':'user','content':'Thanks'}]}
            """),
        Arguments.of(
            "chat",
            """
            {'id':'anthropic','system':[{'type':'text','text':'Be kind.'}],'messages':[
              {'role':'user','content':'Where is PX-1?'},
              {'role':'assistant','content':[{'type':'thinking','thinking':'I look it up.','signature':'x'},
                {'type':'text','text':'Let me see.'},
                {'type':'tool_use','id':'1','name':'track','input':{'parcel':'PX-1'}},
                {'type':'tool_use','id':'2','name':'track','input':{'parcel':'PX-2'}}]},
              {'role':'user','content':[
                {'type':'tool_result','tool_use_id':'1','content':[{'type':'text','text':'{@status@:@delayed@}'}]},
                {'type':'tool_result','tool_use_id':'2','content':'no such parcel','is_error':true}]},
              {'role':'assistant','content':[{'type':'text','text':'Sorry, it is delayed.'},{'type':'redacted_thinking','data':'x'}]},
              {'role':'user','content':'Thanks'}]}
            """),
        Arguments.of(
            "chat",
            """
            {'id':'bedrock','system':[{'text':'Be kind.'}],'messages':[
              {'role':'user','content':[{'text':'Where is PX-1?'}]},
              {'role':'assistant','content':[{'reasoningContent':{'reasoningText':{'text':'I look it up.','signature':'x'}}},
                {'text':'Let me see.'},
                {'toolUse':{'toolUseId':'1','name':'track','input':{'parcel':'PX-1'}}},
                {'toolUse':{'toolUseId':'2','name':'track','input':{'parcel':'PX-2'}}}]},
              {'role':'user','content':[
                {'toolResult':{'toolUseId':'1','content':[{'json':{'status':'delayed'}}],'status':'success'}},
                {'toolResult':{'toolUseId':'2','content':[{'text':'no such parcel'}],'status':'error'}}]},
              {'role':'assistant','content':[{'text':'Sorry, it is delayed.'},{'cachePoint':{'type':'default'}}]},
              {'role':'user','content':[{'text':'Thanks'}]}]}
            """),
        Arguments.of(
            "chat",
            """
            {'id':'gemini','systemInstruction':{'parts':[{'text':'Be kind.'}]},'contents':[
              {'role':'user','parts':[{'text':'Where is PX-1?'}]},
              {'role':'model','parts':[{'text':'I look it up.','thought':true},{'text':'Let me see.'},
                {'functionCall':{'name':'track','args':{'parcel':'PX-1'}},'thoughtSignature':'x'},
                {'function_call':{'id':'2','name':'track','args':{'parcel':'PX-2'}},'text':null}]},
              {'role':'user','parts':[
                {'functionResponse':{'name':'track','response':{'status':'delayed'}}},
                {'functionResponse':{'id':'2','name':'track','response':{'error':'no such parcel'}}}]},
              {'role':'model','parts':[{'text':'Sorry, it is delayed.'}]},
              {'role':'user','parts':[{'text':'Thanks'}]}]}
            """),
        Arguments.of(
            "chat",
            """
            {'id':'vercel','messages':[
              {'id':'0','role':'system','parts':[{'type':'text','text':'Be kind.'}]},
              {'id':'1','role':'user','parts':[{'type':'text','text':'Where is PX-1?'}]},
              {'id':'2','role':'assistant','parts':[{'type':'step-start'},
                {'type':'reasoning','text':'I look it up.'},{'type':'text','text':'Let me see.','state':'done'},
                {'type':'tool-track','toolCallId':'1','state':'output-available','input':{'parcel':'PX-1'},'output':{'status':'delayed'}},
                {'type':'dynamic-tool','toolName':'track','toolCallId':'2','state':'output-error','input':{'parcel':'PX-2'},'errorText':'no such parcel'},
                {'type':'step-start'},{'type':'text','text':'Sorry, it is delayed.'}]},
              {'id':'3','role':'user','parts':[{'type':'text','text':'Thanks'}]}]}
            """),
        Arguments.of(
            "chat",
            """
            {'id':'vercel 4','messages':[
              {'role':'system','content':'Be kind.'},
              {'role':'user','content':'Where is PX-1?'},
              {'role':'assistant','content':'Let me see.\\nSorry, it is delayed.','parts':[
                {'type':'reasoning','reasoning':'I look it up.'},{'type':'text','text':'Let me see.'},
                {'type':'tool-invocation','toolInvocation':{'state':'result','toolCallId':'1','toolName':'track','args':{'parcel':'PX-1'},'result':{'status':'delayed'}}},
                {'type':'tool-call','toolCallId':'2','toolName':'track','input':{'parcel':'PX-2'}}]},
              {'role':'tool','content':[{'type':'tool-result','toolCallId':'2','toolName':'track','output':{'type':'error-text','value':'no such parcel'}}]},
              {'role':'assistant','content':[{'type':'text','text':'Sorry, it is delayed.'}]},
              {'role':'user','content':'Thanks'}]}
            """
                .replace("'Let me see.\\nSorry, it is delayed.'", "'Let me see.'")),
        Arguments.of(
            "chat",
            """
            {'id':'opentelemetry','messages':[
              {'role':'system','parts':[{'type':'text','content':'Be kind.'}]},
              {'role':'user','parts':[{'type':'text','content':'Where is PX-1?'}]},
              {'role':'assistant','parts':[{'type':'reasoning','content':'I look it up.'},
                {'type':'text','content':'Let me see.'},
                {'type':'tool_call','id':'1','name':'track','arguments':{'parcel':'PX-1'}},
                {'type':'tool_call','id':'2','name':'track','arguments':{'parcel':'PX-2'}}],'finish_reason':'tool_calls'},
              {'role':'tool','parts':[{'type':'tool_call_response','id':'1','response':{'status':'delayed'}}]},
              {'role':'tool','tool_call_id':'2','status':'error','content':'no such parcel'},
              {'role':'assistant','parts':[{'type':'text','content':'Sorry, it is delayed.'}]},
              {'role':'user','parts':[{'type':'text','content':'Thanks'}]}]}
            """),
        Arguments.of(
            "sharegpt",
            """
            {'id':'sharegpt','system':'Be kind.','conversations':[
              {'from':'human','value':'Where is PX-1?'},
              {'from':'gpt','reasoning':'I look it up.','value':'Let me see.','tool_calls':'[{@name@:@track@,@arguments@:{@parcel@:@PX-1@}},{@id@:@2@,@name@:@track@,@arguments@:{@parcel@:@PX-2@}}]'},
              {'from':'observation','value':'{@status@:@delayed@}'},
              {'from':'tool','tool_call_id':'2','error':true,'value':'no such parcel'},
              {'from':'gpt','value':'Sorry, it is delayed.'},
              {'from':'human','value':'Thanks'}]}
            """),
        Arguments.of(
            "langchain",
            """
            {'id':'langchain','messages':[
              {'type':'system','content':'Be kind.'},
              {'type':'human','content':'Where is PX-1?'},
              {'lc':1,'type':'constructor','id':['langchain','schema','messages','AIMessage'],'kwargs':{
                'content':[{'type':'reasoning','reasoning':'I look it up.'},{'type':'text','text':'Let me see.'},
                  {'type':'tool_use','id':'1','name':'track','input':{'parcel':'PX-1'}}],
                'tool_calls':[{'name':'track','args':{'parcel':'PX-1'},'id':'1','type':'tool_call'},
                  {'name':'track','args':{'parcel':'PX-2'},'id':'2','type':'tool_call'}]}},
              {'type':'tool','content':'{@status@:@delayed@}','tool_call_id':'1','status':'success'},
              {'type':'tool','data':{'content':'no such parcel','tool_call_id':'2','status':'error'}},
              {'type':'ai','content':'Sorry, it is delayed.'},
              {'type':'human','content':'Thanks'}]}
            """),
        Arguments.of(
            "tau2-bench",
            """
            {'id':'tau2','task_id':'1','trial':0,'termination_reason':'user_stop','messages':[
              {'role':'system','content':'Be kind.','turn_idx':0,'timestamp':'2026-11-20T10:00:00'},
              {'role':'user','content':'Where is PX-1?'},
              {'role':'assistant','reasoning_content':'I look it up.','content':'Let me see.','tool_calls':[
                {'id':'1','name':'track','arguments':{'parcel':'PX-1'},'requestor':'assistant'},
                {'id':'2','name':'track','arguments':{'parcel':'PX-2'},'requestor':'assistant'}]},
              {'id':'1','role':'tool','content':'{@status@:@delayed@}','requestor':'assistant','error':false},
              {'id':'2','role':'tool','content':'no such parcel','requestor':'assistant','error':true},
              {'role':'assistant','content':'Sorry, it is delayed.'},
              {'role':'user','content':'Thanks'}]}
            """),
        Arguments.of(
            "request-response",
            """
            {'id':'responses','object':'response','instructions':'Be kind.','input':[
              {'type':'message','role':'user','content':[{'type':'input_text','text':'Where is PX-1?'}]},
              {'type':'reasoning','summary':[{'type':'summary_text','text':'I look it up.'}]},
              {'type':'message','role':'assistant','content':[{'type':'output_text','text':'Let me see.'}]},
              {'type':'function_call','call_id':'1','name':'track','arguments':'{@parcel@:@PX-1@}'},
              {'type':'function_call','call_id':'2','name':'track','arguments':'{@parcel@:@PX-2@}'},
              {'type':'function_call_output','call_id':'1','output':'{@status@:@delayed@}'},
              {'role':'tool','tool_call_id':'2','content':'no such parcel','is_error':true}],
             'output':[
              {'id':'m','type':'message','role':'assistant','content':[{'type':'output_text','text':'Sorry, it is delayed.'}]},
              {'role':'user','content':'Thanks'}]}
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void isReadAlike(String format, String record) {
    String json = record.replace("@", "\\\"");

    assertThat(Records.recognisedBy(json)).containsExactly(format);
    Conversation conversation = Records.read(json);
    assertThat(Transcripts.lines(conversation)).isEqualTo(EXPECTED);
  }
}
