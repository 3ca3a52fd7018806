package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of a chat completion. */
final class Completion {

  private Completion() {}

  static ObjectNode of(ChatRequest request, Content content, String id, long outputTokens) {
    ObjectNode body = Json.object();
    body.put("id", "chatcmpl-" + id);
    body.put("object", "chat.completion");
    body.put("created", System.currentTimeMillis() / 1000);
    body.put("model", request.model());
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message");
    message.put("role", "assistant");
    boolean isCall = request.format() instanceof AnswerFormat.ToolCall && content.refusal() == null;
    message.put("content", isCall ? null : content.text());
    message.put("refusal", content.refusal());
    if (isCall && request.format() instanceof AnswerFormat.ToolCall call) {
      ObjectNode made = message.putArray("tool_calls").addObject();
      made.put("id", "call_" + id);
      made.put("type", "function");
      made.putObject("function").put("name", call.tool()).put("arguments", content.text());
    }
    choice.putNull("logprobs");
    choice.put("finish_reason", content.isCut() ? "length" : isCall ? "tool_calls" : "stop");
    ObjectNode usage = body.putObject("usage");
    usage.put("prompt_tokens", request.inputTokens());
    usage.put("completion_tokens", outputTokens);
    usage.put("total_tokens", request.inputTokens() + outputTokens);
    return body;
  }
}
