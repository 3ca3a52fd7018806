package dev.assay.archive.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.archive.Conversation;
import dev.assay.archive.FieldPath;
import dev.assay.archive.Mapping;
import dev.assay.archive.Mappings;
import dev.assay.archive.Message;
import dev.assay.archive.RecordReading;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.Sender;
import dev.assay.archive.ToolCall;
import dev.assay.archive.Transcripts;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.DerivedId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedFormatTest {
  private static final int SEEDS = 200;

  private static final String RECORD =
      """
      {'ticket':{'number':17,'queue':'post','opened':'2026-11-03T10:00:00',
        'customer':{'id':'ann','name':'Ann'},'labels':['late'],
        'transcript':[
          {'from':'KUNDE','body':'Where is PX-1?','at':'2026-11-03T10:00:05','device':'phone'},
          {'from':'notiz','body':[{'type':'text','text':'A friend'},{'type':'image_url','image_url':{}}]},
          {'from':'mitarbeiter','body':'Let me see.','actions':[
            {'name':'open','input':{'parcel':'PX-1'}},
            {'name':'track','input':{'parcel':'PX-1'},'output':{'status':'delayed'}},
            {'name':'track','input':'PX-2','failure':'no such parcel'},
            {'name':'track','output':'gone','failure':true}]},
          {'from':'assistant','body':'Sorry, it is delayed.'}]}}
      """;

  private static final Mapping DESK = Mappings.SUPPORT_DESK;

  private static Conversation read(Mapping mapping, String record) {
    return read(mapping, record, RecordReading.of("acme"));
  }

  private static Conversation read(Mapping mapping, String record, RecordReading reading) {
    JsonNode json = Records.json(record);
    MappedFormat format = new MappedFormat(mapping);
    assertThat(format.recognises(json)).isTrue();
    try {
      return format.read(json, reading);
    } catch (UnreadableRecord e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static UnreadableRecord rejected(JsonNode record) {
    return catchThrowableOfType(
        UnreadableRecord.class,
        () -> new MappedFormat(DESK).read(record, RecordReading.of("acme")));
  }

  private static String desk(String messages) {
    return "{'ticket':{'transcript':[%s]}}".formatted(messages);
  }

  @Test
  void readsEachFieldWhereTheMappingSays() {
    RecordReading reading = new RecordReading("acme", ZoneId.of("Europe/Berlin"), null);

    Conversation read = read(DESK, RECORD, reading);

    assertThat(read.id()).isEqualTo(DerivedId.of("acme", "support-desk", "name", "17"));
    assertThat(read.externalId()).isEqualTo("17");
    assertThat(read.userId()).isEqualTo("ann");
    assertThat(read.serviceId()).isEqualTo("post");
    assertThat(read.createdAt()).isEqualTo(Instant.parse("2026-11-03T09:00:00Z"));
    assertThat(read.tags()).containsOnlyKeys("late");
    assertThat(read.finished()).isTrue();
    assertThat(reading.fields())
        .isEqualTo(
            Map.of(
                Detail.ID, "ticket.number",
                Detail.USER, "ticket.customer.id",
                Detail.SERVICE, "ticket.queue",
                Detail.TIME, "ticket.opened"));
    assertThat(Transcripts.lines(read))
        .containsExactly(
            "user: Where is PX-1?",
            "system: A friend\n[image]",
            "agent: Let me see.",
            "> open({\"parcel\":\"PX-1\"})",
            "> track({\"parcel\":\"PX-1\"}) = {\"status\":\"delayed\"}",
            "> track(PX-2) ! no such parcel",
            "> track() ! gone",
            "agent: Sorry, it is delayed.");
    assertThat(read.messages())
        .extracting(Message::createdAt)
        .containsExactly(Instant.parse("2026-11-03T09:00:05Z"), null, null, null);
  }

  @Test
  void looksIntoTextThatIsJson() {
    String transcript = Records.json(RECORD).path("ticket").path("transcript").toString();
    ObjectNode ticket = JsonNodeFactory.instance.objectNode().put("number", 17);
    ticket.put("transcript", transcript);
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("ticket", ticket.toString());

    assertThat(read(DESK, row.toString()).messages())
        .extracting(Message::text, Message::toolCalls)
        .isEqualTo(
            read(DESK, RECORD).messages().stream()
                .map(message -> tuple(message.text(), message.toolCalls()))
                .toList());
  }

  @Test
  void aNumberIsAPlaceInAList() {
    Mapping mapping = Mappings.of("nested", "data.1.log", "by.0", "says.0.text");

    assertThat(
            read(mapping, "{'data':[{},{'log':[{'by':['user'],'says':[{'text':'hello'}]}]}]}")
                .messages())
        .extracting(Message::text)
        .containsExactly("hello");
  }

  @Test
  void aNumberOrABooleanMaySayWhoSpeaks() {
    Mapping of = Mappings.of("bots", "log", "bot", "says");
    Mapping mapping =
        new Mapping(
            of.name(),
            null,
            null,
            of.messages(),
            of.sender(),
            of.text(),
            null,
            null,
            null,
            null,
            null,
            null,
            Map.of("true", Sender.AGENT, "0", Sender.USER));

    assertThat(read(mapping, "{'log':[{'bot':0,'says':'a'},{'bot':true,'says':'b'}]}").messages())
        .extracting(Message::sender)
        .containsExactly(Sender.USER, Sender.AGENT);
  }

  @Test
  void whatToolsSayAnswersTheLastCall() {
    Conversation read =
        read(
            DESK,
            desk(
                "{'from':'agent','actions':{'name':'track'}},{'from':'tool','body':'delayed'},"
                    + "{'from':'tool','body':'of nobody'}"));

    assertThat(read.messages())
        .extracting(
            Message::text, message -> message.toolCalls().stream().map(ToolCall::result).toList())
        .containsExactly(tuple("", List.of("delayed")), tuple("of nobody", List.of()));
  }

  @Test
  void aRecordWithoutANameIsKnownByItsContent() {
    String record = desk("{'from':'kunde','body':'hello'}");
    RecordReading ofFile = new RecordReading("acme", ZoneId.of("UTC"), "a.jsonl");

    Conversation read = read(DESK, record);

    assertThat(read.externalId()).isNull();
    assertThat(read(DESK, record, ofFile).id()).isEqualTo(read.id());
    assertThat(read(DESK, desk("{'from':'kunde','body':'Hello'}")).id()).isNotEqualTo(read.id());
    assertThat(
            read(DESK, "{'ticket':{'queue':'q','transcript':[{'from':'kunde','body':'hello'}]}}")
                .id())
        .isNotEqualTo(read.id());
  }

  @Test
  void whenSaysWhichRecordsItReads() {
    MappedFormat format =
        new MappedFormat(
            new Mapping(
                "when",
                FieldPath.of("desk"),
                null,
                FieldPath.of("log"),
                FieldPath.of("by"),
                FieldPath.of("says"),
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of()));

    assertThat(format.recognises(Records.json("{'log':[]}"))).isFalse();
    assertThat(format.recognises(Records.json("{'desk':null,'log':[]}"))).isFalse();
    assertThat(format.recognises(Records.json("{'desk':0}"))).isTrue();
    assertThat(
            catchThrowableOfType(
                UnreadableRecord.class,
                () -> format.read(Records.json("{'desk':0}"), RecordReading.of("acme"))))
        .hasMessage("Invalid record: it has no list of messages at log, but \"desk\"")
        .extracting(UnreadableRecord::reason)
        .isEqualTo(RejectionReason.NO_MESSAGES_LIST);
  }

  @Test
  void anEmptyMessageIsReadWhereNothingElseStandsInIt() {
    assertThat(
            read(
                    DESK,
                    desk(
                        "{'from':'kunde','body':''},{'from':'kunde','id':'7','at':null,'more':[]},"
                            + "{'from':'mitarbeiter','body':'hello','actions':[]}"))
                .messages())
        .extracting(Message::text)
        .containsExactly("", "", "hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'from':'chef','body':'a'}                             | UNREADABLE_VALUE | Invalid field ticket.transcript[0].from: expected a word for who speaks that is usual or among the roles of mapping support-desk, found "chef"
          {'body':'a'}                                           | MISSING_FIELD    | Invalid record: ticket.transcript[0].from is missing; there is "body"
          {'from':'','body':'a'}                                 | MISSING_FIELD    | Invalid record: ticket.transcript[0].from is missing; there is "from", "body"
          {'from':{'id':1},'body':'a'}                           | WRONG_TYPE       | Invalid field ticket.transcript[0].from: expected a word for who speaks, found an object
          {'from':'kunde','words':'a'}                           | UNREAD_CONTENT   | Cannot read all of ticket.transcript[0]: there is no text at body, and no call at actions; it has "from", "words"
          {'from':'kunde','body':'','file':{'name':'a','b':1}}   | UNREAD_CONTENT   | Cannot read all of ticket.transcript[0]: there is no text at body, and no call at actions; it has "from", "body", "file"
          {'from':'kunde','body':5}                              | WRONG_TYPE       | Invalid field ticket.transcript[0].body: expected text or a list of parts, found a number
          {'from':'kunde','body':[{'type':'hologram'}]}          | UNREAD_CONTENT   | Cannot read all of ticket.transcript[0].body[0]: no format knows such a part; it has type "hologram"
          {'from':'agent','body':'a','actions':[{'tool':'x'}]}   | UNREAD_CONTENT   | Cannot read all of ticket.transcript[0].actions[0]: there is no name of a tool at name; it has "tool"
          {'from':'agent','body':'a','actions':['x']}            | WRONG_TYPE       | Invalid field ticket.transcript[0].actions[0]: expected an object, found text
          'hello'                                                | WRONG_TYPE       | Invalid field ticket.transcript[0]: expected an object, found text
          """)
  void whatIsNotUnderstoodRejectsTheRecord(String message, RejectionReason reason, String why) {
    UnreadableRecord rejected = rejected(Records.json(desk(message)));

    assertThat(rejected).hasMessage(why);
    assertThat(rejected.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'ticket':{'transcript':{'a':1}}}                                                  | WRONG_TYPE     | Invalid field ticket.transcript: expected a list, found an object
          {'ticket':{'transcript':[]}}                                                       | UNREAD_CONTENT | Cannot read a conversation: it has no messages
          {'ticket':{'number':[1],'transcript':[{'from':'kunde','body':'a'}]}}               | WRONG_TYPE     | Invalid field ticket.number: expected text or an integer, found a list
          {'ticket':{'customer':{'id':true},'transcript':[{'from':'kunde','body':'a'}]}}     | WRONG_TYPE     | Invalid field ticket.customer.id: expected text or an integer, found true or false
          """)
  void aFieldOfAnotherTypeRejectsTheRecord(String record, RejectionReason reason, String why) {
    UnreadableRecord rejected = rejected(Records.json(record));

    assertThat(rejected).hasMessage(why);
    assertThat(rejected.reason()).isEqualTo(reason);
  }

  @Test
  void tellsWhatItDoesNotRead() {
    assertThat(new MappedFormat(DESK).ignored(Records.json(RECORD)))
        .containsExactly("ticket.customer.name", "ticket.transcript[].device");
  }

  /** One foreign thing where text or calls stand, and nothing of the record is taken in. */
  @Test
  void isNeverHalfRead() {
    for (int seed = 0; seed < SEEDS; seed++) {
      ObjectNode record = (ObjectNode) Records.json(RECORD);
      String where = spoil(record, new Random(seed));

      UnreadableRecord rejected = rejected(record);

      assertThat(rejected).as(where).isNotNull().hasMessageContaining("hologram");
      assertThat(rejected.reason()).as(where).isEqualTo(RejectionReason.UNREAD_CONTENT);
    }
  }

  private static String spoil(ObjectNode record, Random random) {
    JsonNode transcript = record.path("ticket").path("transcript");
    ObjectNode message = (ObjectNode) transcript.get(random.nextInt(transcript.size()));
    JsonNode body = message.path("body");
    switch (random.nextInt(4)) {
      case 0 -> {
        message.remove("actions");
        message.set("body", random.nextBoolean() ? null : JsonNodeFactory.instance.textNode(""));
        message.set("hologram", foreign(random));
      }
      case 1 -> message.set("body", foreign(random));
      case 2 -> {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        if (body instanceof ArrayNode already) {
          parts.addAll(already);
        } else {
          parts.add(body);
        }
        message.set("body", parts.insert(random.nextInt(parts.size() + 1), foreign(random)));
      }
      default ->
          message
              .withArray("actions")
              .add(JsonNodeFactory.instance.objectNode().set("hologram", foreign(random)));
    }
    return message.toString();
  }

  private static ObjectNode foreign(Random random) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    switch (random.nextInt(5)) {
      case 0 -> part.put("type", "hologram").put("text", "Sorry");
      case 1 -> part.put("type", "text").put("hologram", "Sorry");
      case 2 -> part.put("text", "Sorry").put("hologram", "Sorry");
      case 3 -> part.putObject("hologram").put("text", "Sorry");
      default -> part.put("type", "tool_use").put("hologram", "Sorry");
    }
    return part;
  }
}
