package dev.assay.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.archive.Simulation;
import dev.assay.archive.ToolCall;
import dev.assay.archive.Transcripts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeFormatTest {

  @Test
  void readsEveryField() {
    Conversation conversation =
        Records.read(
            """
            {'id':'0123456789abcdef01234567','org_id':'acme','service_id':'s','user_id':'u',
             'created_at':'2026-11-03T10:00:00+01:00','is_finished':false,'tags':{'b':null,'a':'1'},
             'simulation':{'simulation_unit_test_set_run_id':'r','unit_test_id':'t','run_index':2},
             'messages':[{'id':'m','interaction_id':'i','created_at':'2026-11-03T10:00:01.123456Z',
               'sender':'agent','message_type':'agent-inner-thought','message':'hm','tool_calls':[
                 {'name':'f','arguments':{'z':1,'a':[1.50,null]},'result':[true],'error':'no'}]}]}
            """);

    assertThat(conversation.id()).isEqualTo("0123456789abcdef01234567");
    assertThat(conversation.externalId()).isNull();
    assertThat(conversation.serviceId()).isEqualTo("s");
    assertThat(conversation.userId()).isEqualTo("u");
    assertThat(conversation.createdAt()).isEqualTo("2026-11-03T09:00:00Z");
    assertThat(conversation.finished()).isFalse();
    assertThat(conversation.tags()).containsEntry("a", "1").containsEntry("b", null);
    assertThat(conversation.simulation()).isEqualTo(new Simulation("r", "t", 2));
    assertThat(conversation.messages())
        .containsExactly(
            new Message(
                "m",
                "i",
                Sender.AGENT,
                MessageType.AGENT_INNER_THOUGHT,
                "hm",
                Instant.parse("2026-11-03T10:00:01.123456Z"),
                List.of(new ToolCall("f", "{\"z\":1,\"a\":[1.5,null]}", "[true]", "no"))));
  }

  @Test
  void whatIsAbsentOrNullOrUnknownIsFine() {
    Conversation conversation =
        Records.read(
            """
            {'id':null,'org_id':null,'tags':null,'simulation':null,'is_finished':null,'x':{},
             'created_at':null,'messages':[{'id':null,'sender':'user','message':null,
             'tool_calls':null,'created_at':null,'interaction_id':null,'message_type':null,'y':1},
             {'sender':'agent','tool_calls':[{},{'name':'f','arguments':'as is','result':null}]}]}
            """);

    assertThat(conversation.finished()).isTrue();
    assertThat(conversation.createdAt()).isNull();
    assertThat(conversation.simulation()).isNull();
    assertThat(conversation.tags()).isEmpty();
    assertThat(conversation.messages()).extracting(Message::text).containsExactly("", "");
    assertThat(conversation.messages().get(1).toolCalls())
        .containsExactly(new ToolCall("", "", null, null), new ToolCall("f", "as is", null, null));
  }

  @Test
  void anyOtherIdIsDerivedAndKeptAsTheExternalId() {
    String record = "{'id':'ticket-7','messages':[{'sender':'user','message':'hi'}]}";
    Conversation conversation = Records.read(record);

    assertThat(conversation.id()).isEqualTo("2be01c9c7ec7f94c1f9f92bc");
    assertThat(conversation.externalId()).isEqualTo("ticket-7");
    assertThat(Records.read(record, "other").id()).isNotEqualTo(conversation.id());
    assertThat(
            Records.read(
                    "{'conversation_id':'ticket-7','messages':[{'sender':'user','message':'hi'}]}")
                .id())
        .isEqualTo(conversation.id());
    assertThat(
            Records.read("{'thread_id':'ticket-7','messages':[{'sender':'user','message':'a'}]}")
                .id())
        .isEqualTo(conversation.id());
    assertThat(Records.read(record.replace("ticket-7", "0123456789ABCDEF01234567")).externalId())
        .isEqualTo("0123456789ABCDEF01234567");
  }

  @Test
  void withoutAnyNameTheContentIsTheIdentity() {
    String id = Records.read("{'user_id':'u','messages':[{'sender':'user','message':'a'}]}").id();

    assertThat(id).matches("[0-9a-f]{24}");
    assertThat(
            Records.read(
                    "{'messages':[{'message':'a','id':null,'sender':'user'}],'tags':{'x':'y'},"
                        + "'is_finished':false,'user_id':'u'}")
                .id())
        .isEqualTo(id);
    assertThat(Records.read("{'user_id':'u','messages':[{'sender':'user','message':'b'}]}").id())
        .isNotEqualTo(id);
    assertThat(Records.read("{'user_id':'v','messages':[{'sender':'user','message':'a'}]}").id())
        .isNotEqualTo(id);
  }

  @Test
  void oneOfSenderAndTypeTellsTheOther() {
    assertThat(
            Records.read(
                    """
                    {'messages':[{'sender':'user','message':'hi'},{'sender':'agent'},{'sender':'tool'},
                     {'sender':'system'},{'message_type':'user-message'},
                     {'message_type':'agent-message'},{'message_type':'agent-inner-thought'},
                     {'message_type':'external-event'}]}
                    """)
                .messages())
        .extracting(message -> message.sender().label() + " " + message.type().label())
        .containsExactly(
            "user user-message",
            "agent agent-message",
            "tool external-event",
            "system external-event",
            "user user-message",
            "agent agent-message",
            "agent agent-inner-thought",
            "system external-event");
  }

  @Test
  void anIdThatAnEarlierMessageHasIsReplacedAndNothingIsLost() {
    String record =
        """
        {'id':'c','messages':[{'id':'m','sender':'user','message':'hi'},{'id':'m','sender':'agent'},
         {'id':'m','sender':'user'},{'sender':'agent'}]}
        """;
    List<Message> messages = Records.read(record).messages();

    assertThat(messages).hasSize(4).extracting(Message::id).doesNotHaveDuplicates();
    assertThat(messages.get(0).id()).isEqualTo("m");
    assertThat(messages.subList(1, 4)).allMatch(message -> message.id().matches("[0-9a-f]{24}"));
    assertThat(Records.read(record)).isEqualTo(Records.read(record));
  }

  @Test
  void aMessageWithoutAnInteractionBelongsToTheOneBeforeUnlessTheUserSpeaksUp() {
    List<Message> messages =
        Records.read(
                """
                {'id':'c','messages':[{'sender':'agent','message':'hi'},
                 {'sender':'agent','interaction_id':'i'},
                 {'sender':'agent'},{'sender':'user'},{'sender':'user'},{'sender':'tool'}]}
                """)
            .messages();

    List<String> interactions = messages.stream().map(Message::interactionId).toList();
    assertThat(interactions.get(0)).matches("[0-9a-f]{24}");
    assertThat(interactions.subList(1, 3)).containsExactly("i", "i");
    assertThat(interactions.get(3)).matches("[0-9a-f]{24}").isNotEqualTo(interactions.get(0));
    assertThat(interactions.subList(4, 6)).containsOnly(interactions.get(3));
  }

  @Test
  void brokenSurrogatesAndNulBecomeTheReplacementCharacter() {
    Message message =
        Records.read(
                """
                {'messages':[{'id':'\\ud800','sender':'user','message':'a\\u0000b\\udc00\\ud83d',
                 'tool_calls':[{'name':'f','arguments':{'k':'\\ud800'}}]},
                 {'sender':'user','message':'\\ud83d\\ude42'}]}
                """)
            .messages()
            .get(0);

    assertThat(message.id()).isEqualTo("\uFFFD");
    assertThat(message.text()).isEqualTo("a\uFFFDb\uFFFD\uFFFD");
    assertThat(message.toolCalls().get(0).arguments()).isEqualTo("{\"k\":\"\uFFFD\"}");
  }

  @Test
  void aConversationInWhichNothingIsSaidIsUnread() {
    assertThat(Records.recognisedBy("{'messages':[]}")).containsExactly("native");
    assertThat(Records.rejected("{'messages':[]}"))
        .hasMessage("Cannot read a conversation: it has no messages");
    assertThat(Records.rejected("{'messages':[{'sender':'user'},{'sender':'agent','message':''}]}"))
        .hasMessage("Cannot read a conversation: none of its 2 messages has a text or a call");
  }

  @Test
  void isRecognisedByItsMessages() {
    assertThat(Records.recognisedBy("{'messages':[{'sender':'user'}]}")).containsExactly("native");
    assertThat(Records.recognisedBy("{'messages':[null,{'message':'a'}]}"))
        .containsExactly("native");
    assertThat(Records.recognisedBy("{'messages':[{'sender':'user','role':'x'}]}"))
        .containsExactly("native");
    assertThat(Records.recognisedBy("{'messages':[{'text':'a'}]}")).isEmpty();
    assertThat(Records.recognisedBy("{'messages':'a'}")).isEmpty();
  }

  @Test
  void aCallWithItsAnswerLeavesTheOneBeforeItWithoutOne() {
    Conversation read =
        Records.read(
            "{'messages':[{'sender':'agent','tool_calls':[{'name':'track','arguments':'1'},"
                + "{'name':'track','arguments':'2','result':'late'},"
                + "{'name':'track','arguments':'3','error':'gone'}]}]}");

    assertThat(Transcripts.lines(read))
        .containsExactly("agent:", "> track(1)", "> track(2) = late", "> track(3) ! gone");
  }
}
