package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The form that an answer is to have. */
public sealed interface AnswerFormat {

  /** Its name, as requests and {@code --refuse-format} have it. */
  String name();

  /** What the schema adds to the request, in tokens. */
  long schemaTokens();

  /** A JSON object that fits this schema. */
  record Schema(JsonNode schema) implements AnswerFormat {
    @Override
    public String name() {
      return "json_schema";
    }

    @Override
    public long schemaTokens() {
      return Tokens.of(Json.text(schema));
    }
  }

  /** Some JSON object; the prompt says which. */
  record JsonObject() implements AnswerFormat {
    @Override
    public String name() {
      return "json_object";
    }

    @Override
    public long schemaTokens() {
      return 0;
    }
  }

  /** Text; the prompt says which. */
  record Text() implements AnswerFormat {
    @Override
    public String name() {
      return "text";
    }

    @Override
    public long schemaTokens() {
      return 0;
    }
  }

  /**
   * A call of a tool.
   *
   * @param tool its name
   * @param parameters the schema of its arguments
   */
  record ToolCall(String tool, JsonNode parameters) implements AnswerFormat {
    @Override
    public String name() {
      return "tools";
    }

    @Override
    public long schemaTokens() {
      return Tokens.of(Json.text(parameters));
    }
  }

  /**
   * The form that a request asks for. A tool counts when the request insists on one, or offers
   * tools and no other form.
   *
   * @throws ApiError when the request asks for none that there is
   */
  static AnswerFormat of(ObjectNode body) {
    JsonNode tools = body.path("tools");
    JsonNode choice = body.path("tool_choice");
    JsonNode format = body.path("response_format");
    boolean insists = choice.isObject() || choice.asText("").equals("required");
    boolean offers = format.isMissingNode() && !choice.asText("").equals("none");
    if (tools.isArray() && !tools.isEmpty() && (insists || offers)) {
      return toolCall(tools, choice.path("function").path("name").asText(""));
    }
    if (format.isMissingNode() || format.isNull()) {
      return new Text();
    }
    String type = format.path("type").asText("");
    return switch (type) {
      case "text" -> new Text();
      case "json_object" -> new JsonObject();
      case "json_schema" -> schema(format.path("json_schema"));
      default ->
          throw ApiError.invalid(
              "response_format.type",
              "Invalid value: '%s'. Supported values are: 'json_object', 'json_schema', and 'text'."
                  .formatted(type));
    };
  }

  private static AnswerFormat schema(JsonNode named) {
    if (!named.path("name").isTextual()) {
      throw ApiError.invalid(
          "response_format.json_schema.name", "Missing required parameter: the schema's name");
    }
    if (!named.path("schema").isObject()) {
      throw ApiError.invalid(
          "response_format.json_schema.schema", "Missing required parameter: the schema");
    }
    return new Schema(named.path("schema"));
  }

  private static AnswerFormat toolCall(JsonNode tools, String wanted) {
    for (JsonNode tool : tools) {
      JsonNode function = tool.path("function");
      String name = function.path("name").asText("");
      if (!name.isEmpty() && (wanted.isEmpty() || wanted.equals(name))) {
        JsonNode parameters = function.path("parameters");
        return new ToolCall(name, parameters.isObject() ? parameters : Json.object());
      }
    }
    throw ApiError.invalid(
        "tool_choice", "Invalid value: no tool is called '%s'".formatted(wanted));
  }
}
