package dev.assay.evaluators.code;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.assay.archive.Message;
import dev.assay.archive.ToolCall;
import dev.assay.evaluators.code.runtime.ConversationView;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Step;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.common.values.NullValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The conversation model: each field's name, type and how it is read. */
final class Model {

  /** A field of a value of class {@code T}. */
  private record Field<T>(CelType type, java.util.function.Function<T, @Nullable Object> read) {}

  private static final CelType TEXT = SimpleType.STRING;
  private static final CelType TEXT_OR_NULL = NullableType.create(SimpleType.STRING);

  /** The checker lets null stand for a time, so no other type is needed for an absent one. */
  private static final CelType TIME = SimpleType.TIMESTAMP;

  private static final String TOOL_CALL = "ToolCall";
  private static final String MESSAGE = "Message";
  private static final String CONVERSATION = "Conversation";
  private static final CelType TOOL_CALLS = ListType.create(StructTypeReference.create(TOOL_CALL));
  private static final CelType MESSAGES = ListType.create(StructTypeReference.create(MESSAGE));

  private static final Map<String, Field<ToolCall>> TOOL_CALL_FIELDS = toolCallFields();
  private static final Map<String, Field<Message>> MESSAGE_FIELDS = messageFields();
  private static final Map<String, Field<ConversationView>> CONVERSATION_FIELDS =
      conversationFields();

  private static final Map<String, CelType> STRUCTS =
      Map.of(
          TOOL_CALL, struct(TOOL_CALL, TOOL_CALL_FIELDS),
          MESSAGE, struct(MESSAGE, MESSAGE_FIELDS),
          CONVERSATION, struct(CONVERSATION, CONVERSATION_FIELDS));

  /** The type of the variable {@code conversation}. */
  static final CelType CONVERSATION_TYPE = StructTypeReference.create(CONVERSATION);

  /** The model's types, for the checker. */
  static final CelTypeProvider TYPES =
      new CelTypeProvider() {
        @Override
        public ImmutableCollection<CelType> types() {
          return ImmutableList.copyOf(STRUCTS.values());
        }

        @Override
        public Optional<CelType> findType(String name) {
          return Optional.ofNullable(STRUCTS.get(name));
        }
      };

  private Model() {}

  /** Every field's name, for suggestions. */
  static Set<String> fieldNames() {
    Set<String> names = new TreeSet<>(CONVERSATION_FIELDS.keySet());
    names.addAll(MESSAGE_FIELDS.keySet());
    names.addAll(TOOL_CALL_FIELDS.keySet());
    return names;
  }

  /** Reads the field of that name from whatever the operand turns out to be. */
  static Step select(Step operand, String name) {
    Reader reader = reader(name);
    return frame -> {
      Object owner = operand.run(frame);
      Object value = reader.read(owner);
      if (value == null) {
        throw missing(owner, name);
      }
      return value;
    };
  }

  /** Whether the operand has the field and it is not null. */
  static Step has(Step operand, String name) {
    Reader reader = reader(name);
    return frame -> {
      Object owner = operand.run(frame);
      if (owner instanceof NullValue) {
        throw missing(owner, name);
      }
      Object value = reader.read(owner);
      return value != null && !(value instanceof NullValue);
    };
  }

  @FunctionalInterface
  private interface Reader {
    /** The field's value, NullValue where it is absent, null where there is no such field. */
    @Nullable Object read(Object owner);
  }

  private static Reader reader(String name) {
    Field<Message> ofMessage = MESSAGE_FIELDS.get(name);
    Field<ToolCall> ofToolCall = TOOL_CALL_FIELDS.get(name);
    Field<ConversationView> ofConversation = CONVERSATION_FIELDS.get(name);
    return owner -> {
      if (owner instanceof Message message) {
        return ofMessage == null ? null : orNull(ofMessage.read().apply(message));
      }
      if (owner instanceof ConversationView conversation) {
        return ofConversation == null ? null : orNull(ofConversation.read().apply(conversation));
      }
      if (owner instanceof ToolCall call) {
        return ofToolCall == null ? null : orNull(ofToolCall.read().apply(call));
      }
      return owner instanceof Map<?, ?> map ? map.get(name) : null;
    };
  }

  private static EvaluationError missing(Object owner, String name) {
    if (owner instanceof NullValue) {
      return new EvaluationError(
          ErrorCode.NULL_VALUE, "cannot read '%s' of null; test for null first".formatted(name));
    }
    if (owner instanceof Map) {
      return new EvaluationError(ErrorCode.NO_SUCH_KEY, "there is no key '%s'".formatted(name));
    }
    return new EvaluationError(ErrorCode.NO_SUCH_FIELD, "there is no field '%s'".formatted(name));
  }

  private static Object orNull(@Nullable Object value) {
    return value == null ? NullValue.NULL_VALUE : value;
  }

  private static Map<String, Field<ToolCall>> toolCallFields() {
    Map<String, Field<ToolCall>> fields = new LinkedHashMap<>();
    fields.put("name", new Field<>(TEXT, ToolCall::name));
    fields.put("arguments", new Field<>(TEXT, ToolCall::arguments));
    fields.put("result", new Field<>(TEXT_OR_NULL, ToolCall::result));
    fields.put("error", new Field<>(TEXT_OR_NULL, ToolCall::error));
    return fields;
  }

  private static Map<String, Field<Message>> messageFields() {
    Map<String, Field<Message>> fields = new LinkedHashMap<>();
    fields.put("id", new Field<>(TEXT, Message::id));
    fields.put("interaction_id", new Field<>(TEXT, Message::interactionId));
    fields.put("sender", new Field<>(TEXT, message -> message.sender().label()));
    fields.put("message_type", new Field<>(TEXT, message -> message.type().label()));
    fields.put("text", new Field<>(TEXT, Message::text));
    fields.put("created_at", new Field<>(TIME, Message::createdAt));
    fields.put("tool_calls", new Field<>(TOOL_CALLS, Message::toolCalls));
    return fields;
  }

  private static Map<String, Field<ConversationView>> conversationFields() {
    Map<String, Field<ConversationView>> fields = new LinkedHashMap<>();
    fields.put("id", new Field<>(TEXT, view -> view.conversation().id()));
    fields.put("service_id", new Field<>(TEXT_OR_NULL, view -> view.conversation().serviceId()));
    fields.put("user_id", new Field<>(TEXT_OR_NULL, view -> view.conversation().userId()));
    fields.put("created_at", new Field<>(TIME, view -> view.conversation().createdAt()));
    fields.put("is_finished", new Field<>(SimpleType.BOOL, view -> view.conversation().finished()));
    fields.put("tags", new Field<>(MapType.create(TEXT, TEXT_OR_NULL), ConversationView::tags));
    fields.put("messages", new Field<>(MESSAGES, view -> view.conversation().messages()));
    fields.put("user_messages", new Field<>(MESSAGES, ConversationView::userMessages));
    fields.put("agent_messages", new Field<>(MESSAGES, ConversationView::agentMessages));
    fields.put("tool_calls", new Field<>(TOOL_CALLS, ConversationView::toolCalls));
    return fields;
  }

  private static <T> StructType struct(String name, Map<String, Field<T>> fields) {
    ImmutableMap<String, CelType> types =
        ImmutableMap.copyOf(Maps.transformValues(fields, Field::type));
    return StructType.create(name, types.keySet(), field -> Optional.ofNullable(types.get(field)));
  }
}
