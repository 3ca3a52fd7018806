package dev.assay.archive.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.Sender;
import dev.assay.archive.UnreadableRecord;
import dev.assay.archive.value.JsonText;
import dev.assay.archive.value.RecordObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was sent to a model, and what it answered, in the words of any provider. */
public final class ModelCall {

  /** Where a request has its system prompt beside its messages. */
  private static final List<String> SYSTEM =
      List.of(
          "system",
          "systemInstruction",
          "system_instruction",
          "system_prompt",
          "system_instructions",
          "instructions");

  /** Where a request has its messages, or its one text. */
  private static final List<String> INPUTS = List.of("input", "inputs", "prompt", "question");

  /** Around an answer. */
  private static final List<String> AROUND = List.of("body", "response", "data", "outputs");

  /** In place of an answer's message. */
  private static final List<String> ANSWERS =
      List.of("message", "output", "completion", "outputText", "answer");

  private final MessageReader reader;
  private final List<SourceMessage> read = new ArrayList<>();

  public ModelCall(MessageReader reader) {
    this.reader = reader;
  }

  /** The fields in which a request has what was said. */
  public static List<String> fields() {
    List<String> fields = new ArrayList<>(SYSTEM);
    fields.addAll(INPUTS);
    return fields;
  }

  /** What was read, in order. */
  public List<SourceMessage> messages() {
    return List.copyOf(read);
  }

  /** Whether something is an object with messages that a model was sent. */
  public static boolean isRequest(JsonNode value) {
    return MessageList.of(value).isPresent()
        || INPUTS.stream().anyMatch(field -> isInput(value.path(field)));
  }

  private static boolean isInput(JsonNode value) {
    return value.isTextual() || (value.isArray() && MessageList.isOfMessages(value));
  }

  /**
   * Reads what was sent: an object of a provider, a list of messages, or a text of the user.
   *
   * @param field of the record where it stands
   */
  public void request(RecordObject record, String field) throws UnreadableRecord {
    RecordObject parsed = parsed(record, field);
    JsonNode value = parsed.value(field);
    if (value == null) {
      return;
    }
    if (value.isTextual()) {
      said(Sender.USER, parsed, field);
    } else if (value.isArray()) {
      list(parsed, field, Sender.USER);
    } else if (value.isObject()) {
      request(new RecordObject(value, parsed.where() + field + '.'));
    } else {
      throw parsed.wrongType(field, "a request", value);
    }
  }

  /** Reads what was sent. */
  public void request(RecordObject body) throws UnreadableRecord {
    Optional<MessageList> list = MessageList.of(body.node());
    if (list.isPresent()) {
      system(body, list.get());
      read(list.get().objects(body), Sender.USER);
      return;
    }
    for (String field : SYSTEM) {
      if (said(Sender.SYSTEM, body, field)) {
        break;
      }
    }
    for (String field : INPUTS) {
      if (body.value(field) != null) {
        request(body, field);
        return;
      }
    }
    if (MessageList.isMessage(body.node())) {
      read(List.of(body), Sender.USER);
      return;
    }
    throw Parts.unread(body, "nobody knows where its messages are");
  }

  /** A system prompt beside messages, unless they open with one. */
  public void system(RecordObject body, MessageList beside) throws UnreadableRecord {
    for (JsonNode message : beside.messages()) {
      if (Roles.sender(message.path("role").asText()).equals(Optional.of(Sender.SYSTEM))) {
        return;
      }
    }
    for (String field : SYSTEM) {
      if (said(Sender.SYSTEM, body, field)) {
        return;
      }
    }
  }

  /**
   * Reads what a model answered: an object of a provider, messages, items or a text.
   *
   * @param field of the record where it stands
   */
  public void response(RecordObject record, String field) throws UnreadableRecord {
    RecordObject parsed = parsed(record, field);
    JsonNode value = parsed.value(field);
    if (value == null) {
      return;
    }
    if (value.isTextual()) {
      said(Sender.AGENT, parsed, field);
    } else if (field.equals("choices")) {
      choices(parsed);
    } else if (value.isArray()) {
      list(parsed, field, Sender.AGENT);
    } else if (value.isObject()) {
      response(new RecordObject(value, parsed.where() + field + '.'));
    } else {
      throw parsed.wrongType(field, "an answer", value);
    }
  }

  private void response(RecordObject body) throws UnreadableRecord {
    if (body.has("choices")) {
      choices(body);
    } else if (body.has("candidates")) {
      candidates(body);
    } else if (body.has("generations")) {
      generations(body);
    } else if (MessageList.isMessage(body.node()) && !body.node().path("message").isObject()) {
      read(List.of(body), Sender.AGENT);
    } else if (MessageList.of(body.node()).isPresent()) {
      read(MessageList.of(body.node()).orElseThrow().objects(body), Sender.AGENT);
    } else if (!nested(body) && !isFailure(body)) {
      throw Parts.unread(body, "nobody knows where its answer is");
    }
  }

  private boolean nested(RecordObject body) throws UnreadableRecord {
    for (String field : ANSWERS) {
      if (body.value(field) != null) {
        response(body, field);
        return true;
      }
    }
    if (body.value("content") != null) {
      said(Sender.AGENT, body, "content");
      return true;
    }
    for (String field : AROUND) {
      JsonNode value = parsed(body, field).value(field);
      if (value != null && value.isObject()) {
        response(body, field);
        return true;
      }
    }
    if (body.isText("text")) {
      return said(Sender.AGENT, body, "text");
    }
    return false;
  }

  /** A call that failed has no answer. */
  private static boolean isFailure(RecordObject body) {
    return body.node().isEmpty() || body.value("error") != null;
  }

  private void choices(RecordObject body) throws UnreadableRecord {
    RecordObject choice = only(body, "choices");
    if (choice == null) {
      return;
    }
    if (choice.value("message") != null) {
      response(choice, "message");
    } else if (!said(Sender.AGENT, choice, "text")) {
      throw Parts.unread(choice, "it has no message");
    }
  }

  private void candidates(RecordObject body) throws UnreadableRecord {
    RecordObject candidate = only(body, "candidates");
    if (candidate != null && candidate.value("content") != null) {
      response(candidate, "content");
    }
  }

  /** As LangChain has them: a list for each prompt, with each answer to it. */
  private void generations(RecordObject body) throws UnreadableRecord {
    JsonNode list = body.node().path("generations");
    if (list.size() == 1 && list.get(0).isArray()) {
      list = list.get(0);
    }
    RecordObject generation = only(body.with("generations", list), "generations");
    if (generation == null) {
      return;
    }
    if (generation.value("message") != null) {
      response(generation, "message");
    } else {
      said(Sender.AGENT, generation, "text");
    }
  }

  private static @Nullable RecordObject only(RecordObject body, String field)
      throws UnreadableRecord {
    List<RecordObject> all = body.objects(field);
    if (all.size() > 1) {
      throw Parts.unread(
          body, "it has %d answers under %s, and one is said".formatted(all.size(), field));
    }
    return all.isEmpty() ? null : all.get(0);
  }

  private void list(RecordObject of, String field, Sender speaker) throws UnreadableRecord {
    JsonNode list = of.node().path(field);
    if (list.size() == 1 && list.get(0).isArray()) {
      list(of.with(field, list.get(0)), field, speaker);
      return;
    }
    if (!list.isEmpty() && list.get(0).isTextual()) {
      said(speaker, of, field);
      return;
    }
    boolean isContent = !list.isEmpty() && !MessageList.isOfMessages(list) && !isItems(list);
    if (isContent) {
      said(speaker, of, field);
    } else {
      read(of.objects(field), speaker);
    }
  }

  private static boolean isItems(JsonNode list) {
    for (JsonNode element : list) {
      if (element.path("type").asText().equals("message")) {
        return true;
      }
    }
    return false;
  }

  private void read(List<RecordObject> messages, Sender speaker) throws UnreadableRecord {
    for (RecordObject message : messages) {
      reader.read(message, speaker, read);
    }
  }

  /** Content of which it is known who said it; whether there was any. */
  private boolean said(Sender sender, RecordObject of, String field) throws UnreadableRecord {
    JsonNode value = of.value(field);
    if (value == null) {
      return false;
    }
    Pieces pieces = new Pieces();
    if (value.isObject() && value.has("parts")) {
      Parts.read(new RecordObject(value, of.where() + field + '.'), "parts", pieces);
    } else {
      Parts.read(of, field, pieces);
    }
    if (!pieces.isEmpty()) {
      read.add(new SourceMessage(read.size(), null, null, sender, null, null, pieces.all()));
    }
    return true;
  }

  /** The object with the value itself where a field has it as JSON text. */
  private static RecordObject parsed(RecordObject record, String field) {
    String text = record.word(field);
    return text == null
        ? record
        : JsonText.parse(text).map(value -> record.with(field, value)).orElse(record);
  }
}
