package dev.assay.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatFormatsTest {

  private static List<Message> messages(String list) {
    return Records.read("{'id':'c','messages':" + list + "}").messages();
  }

  private static List<ToolCall> calls(List<Message> messages) {
    return messages.stream().flatMap(message -> message.toolCalls().stream()).toList();
  }

  @Test
  void eachShapeIsRecognisedByItsContent() {
    assertThat(Records.recognisedBy("{'messages':[{'role':'user'}]}")).containsExactly("chat");
    assertThat(Records.recognisedBy("{'traj':[{'role':'user'}]}")).containsExactly("tau-bench");
    assertThat(Records.recognisedBy("{'traj':[],'messages':[{'role':'user'}]}"))
        .containsExactly("chat");
    assertThat(Records.recognisedBy("{'traj':null}")).isEmpty();
  }

  @Test
  void rolesAreSenders() {
    assertThat(
            messages(
                "[{'role':'system','content':'a'},{'role':'developer'},{'role':'user'},{'role':'assistant'},"
                    + "{'role':'tool'},{'role':'function'}]"))
        .extracting(Message::sender)
        .containsExactly(
            Sender.SYSTEM, Sender.SYSTEM, Sender.USER, Sender.AGENT, Sender.TOOL, Sender.TOOL);
  }

  @Test
  void contentIsTextOrNullOrParts() {
    assertThat(
            messages(
                """
                [{'role':'user','content':'a'},{'role':'assistant','content':null},
                 {'role':'user'},{'role':'user','content':[{'type':'text','text':'b'},'c',
                   {'type':'image_url','image_url':{}},{'type':'text','text':{'value':'d'}}]},
                 {'role':'assistant','refusal':'e'},{'role':'user','content':[]},
                 {'role':'assistant','content':[{'type':'refusal','refusal':'f'}]}]
                """))
        .extracting(Message::text)
        .containsExactly("a", "", "", "b\nc\n[image]\nd", "e", "", "f");
  }

  @Test
  void aReplyIsJoinedToItsCallAndNoMessageOfItsOwn() {
    List<Message> messages =
        messages(
            """
            [{'role':'user','content':'q'},{'role':'assistant','content':null,'tool_calls':[
               {'id':'1','type':'function','function':{'name':'f','arguments':'{\\'a\\': 1}'}},
               {'id':'2','type':'function','function':{'name':'g','arguments':{'b':2}}},
               {'id':'3','type':'function','function':{'name':'h'}}]},
             {'role':'tool','tool_call_id':'2','content':'two'},
             {'role':'tool','tool_call_id':'1','content':[{'type':'text','text':'one'}]},
             {'role':'assistant','content':'r'}]
            """
                .replace("\\'", "\\\""));

    assertThat(messages).extracting(Message::text).containsExactly("q", "", "r");
    assertThat(calls(messages))
        .containsExactly(
            new ToolCall("f", "{\"a\": 1}", "one", null),
            new ToolCall("g", "{\"b\":2}", "two", null),
            new ToolCall("h", "", null, null));
  }

  @Test
  void anIdThatIsUsedAgainMeansTheLatestCall() {
    List<Message> messages =
        messages(
            """
            [{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f'}}]},
             {'role':'assistant','tool_calls':[{'id':'1','function':{'name':'g'}},
                                               {'id':'1','function':{'name':'h'}}]},
             {'role':'tool','tool_call_id':'1','content':'a'},
             {'role':'tool','tool_call_id':'1','content':'b'}]
            """);

    assertThat(messages).hasSize(2);
    assertThat(calls(messages)).extracting(ToolCall::result).containsExactly(null, "a", "b");
  }

  @Test
  void aReplyWithoutItsCallStaysAMessageOfTheTool() {
    List<Message> messages =
        messages(
            """
            [{'role':'tool','tool_call_id':'1','content':'early'},
             {'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f'}}]},
             {'role':'tool','tool_call_id':'1','content':'answer'},
             {'role':'tool','tool_call_id':'1','content':'second answer'},
             {'role':'tool','content':'nameless'}]
            """);

    assertThat(messages)
        .filteredOn(message -> message.sender() == Sender.TOOL)
        .allMatch(message -> message.type() == MessageType.EXTERNAL_EVENT)
        .extracting(Message::text)
        .containsExactly("early", "second answer", "nameless");
    assertThat(calls(messages)).extracting(ToolCall::result).containsExactly("answer");
  }

  @Test
  void theOlderFunctionCallIsAnsweredByTheFunctionsName() {
    List<Message> messages =
        messages(
            """
            [{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},
             {'role':'function','name':'f','content':'done'},
             {'role':'function','name':'g','content':'orphan'}]
            """);

    assertThat(calls(messages)).containsExactly(new ToolCall("f", "{}", "done", null));
    assertThat(messages).extracting(Message::text).containsExactly("", "orphan");
  }

  @Test
  void anInteractionOpensAtEachUserMessageThatFollowsAnotherSpeakers() {
    List<String> interactions =
        messages(
                """
                [{'role':'system'},{'role':'user','content':'a'},{'role':'user'},
                 {'role':'assistant'},{'role':'assistant'},{'role':'user'},{'role':'assistant'}]
                """)
            .stream()
            .map(Message::interactionId)
            .toList();

    assertThat(interactions.stream().distinct()).hasSize(3);
    assertThat(interactions.subList(1, 5)).containsOnly(interactions.get(1));
    assertThat(interactions.get(5)).isEqualTo(interactions.get(6));
  }

  @Test
  void aMessageThatArrivesLaterLeavesTheIdsOfTheOthers() {
    List<Message> before = messages("[{'role':'user','content':'a'},{'role':'assistant'}]");
    List<Message> after =
        messages("[{'role':'user','content':'a'},{'role':'assistant'},{'role':'user'}]");

    assertThat(after.subList(0, 2)).isEqualTo(before);
  }

  @Test
  void detailsAreReadInTheirUsualTypes() {
    Conversation right =
        Records.read(
            """
            {'messages':[{'role':'user','id':'m','created_at':'2026-11-03T10:00:00Z','content':'a'}],
             'service_id':'s','user_id':'u','created_at':'2026-11-03T09:00:00Z',
             'tags':{'a':'b'},'is_finished':false,
             'simulation':{'simulation_unit_test_set_run_id':'r','unit_test_id':'t'}}
            """);
    Conversation other =
        Records.read(
            """
            {'messages':[{'role':'user','id':7,'created_at':1762164000,'content':'a'}],
             'service_id':1,'user_id':2,'created_at':1762164000,'tags':['a'],'simulation':'no'}
            """);

    assertThat(right.serviceId()).isEqualTo("s");
    assertThat(right.userId()).isEqualTo("u");
    assertThat(right.createdAt()).isEqualTo("2026-11-03T09:00:00Z");
    assertThat(right.tags()).containsEntry("a", "b");
    assertThat(right.finished()).isFalse();
    assertThat(right.simulation()).isNotNull();
    assertThat(right.messages().get(0).id()).isEqualTo("m");
    assertThat(right.lastMessageAt()).isEqualTo("2026-11-03T10:00:00Z");
    assertThat(other.serviceId()).isEqualTo("1");
    assertThat(other.userId()).isEqualTo("2");
    assertThat(other.createdAt()).isEqualTo("2025-11-03T10:00:00Z");
    assertThat(other.lastMessageAt()).isEqualTo("2025-11-03T10:00:00Z");
    assertThat(other.tags()).containsOnlyKeys("a").containsValue(null);
    assertThat(other.simulation()).isNull();
    assertThat(other.finished()).isTrue();
  }

  @Test
  void aTrajectoryIsNamedByItsTaskAndTrial() {
    Conversation conversation =
        Records.read("{'task_id':4,'trial':2,'reward':1.0,'traj':[{'role':'user','content':'a'}]}");

    assertThat(conversation.id()).isEqualTo("ae260ee184854415dadb8def");
    assertThat(conversation.externalId()).isEqualTo("4/2");
    assertThat(conversation.messages()).hasSize(1);
    assertThat(Records.read("{'task_id':4,'trial':3,'traj':[{'role':'user','content':'a'}]}").id())
        .isNotEqualTo(conversation.id());
    assertThat(
            Records.read("{'task_id':'4','trial':2,'traj':[{'role':'user','content':'a'}]}").id())
        .isEqualTo(conversation.id());
    assertThat(Records.read("{'task_id':4,'traj':[{'role':'user','content':'a'}]}").externalId())
        .isEqualTo("4");
    assertThat(
            Records.read("{'id':'x','task_id':4,'trial':2,'traj':[{'role':'user','content':'a'}]}")
                .externalId())
        .isEqualTo("x");
  }

  @Test
  void twoShapesOfOneNameAreTwoConversations() {
    assertThat(Records.read("{'id':'x','traj':[{'role':'user','content':'a'}]}").id())
        .isNotEqualTo(Records.read("{'id':'x','messages':[{'role':'user','content':'a'}]}").id());
  }
}
