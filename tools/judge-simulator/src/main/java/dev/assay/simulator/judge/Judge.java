package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Answers requests. The same request gets the same answer, in whatever order requests come: each
 * value is drawn for the seed, the model, the messages and the value's place alone. What is wrong
 * with an answer depends on the attempt as well, so that another one may succeed.
 */
public final class Judge {

  private static final String PROXY_PAGE =
      "<html><body><h1>Something is in between</h1></body></html>";

  private final JudgeSettings settings;
  private final Draw seed;

  public Judge(JudgeSettings settings) {
    this.settings = settings;
    this.seed = Draw.of(settings.seed());
  }

  /** Models that it answers for; all when empty. */
  public List<String> models() {
    return settings.models();
  }

  /**
   * Checks a request and reads it.
   *
   * @throws ApiError when it cannot be answered
   */
  public ChatRequest read(ObjectNode body) {
    ChatRequest request = ChatRequest.of(body);
    if (!settings.models().isEmpty() && !settings.models().contains(request.model())) {
      throw new ApiError(
          404,
          "invalid_request_error",
          "model",
          "model_not_found",
          "The model '%s' does not exist".formatted(request.model()));
    }
    String format = request.format().name();
    if (settings.refusedFormats().contains(format)) {
      throw ApiError.invalid(
          format.equals("tools") ? "tools" : "response_format",
          "Invalid parameter: '%s' is not supported with this model.".formatted(format));
    }
    return request;
  }

  /**
   * Answers a request.
   *
   * @param attempt how often the same request came before
   * @throws ApiError when its schema cannot be answered
   */
  public Answer answer(ChatRequest request, String id, long attempt) {
    Draw draw = seed.with(request.model()).with(request.text());
    JsonNode value = value(request, draw);
    Content content = Content.of(value.isTextual() ? value.textValue() : Json.text(value));
    Draw fault = draw.with("malformed").with(attempt);
    Optional<Malformation> malformation = Optional.empty();
    if (fault.chance(settings.malformedRate())) {
      List<Malformation> left = new ArrayList<>(settings.malformations());
      while (malformation.isEmpty() && !left.isEmpty()) {
        Malformation chosen = left.remove(fault.with("kind").below(left.size()));
        Optional<Content> made = chosen.apply(value, fault.with("place"));
        malformation = made.map(c -> chosen);
        content = made.orElse(content);
      }
    }
    boolean isHuge = malformation.filter(Malformation.HUGE::equals).isPresent();
    Content fitting = isHuge ? content : content.within(request.maxTokens());
    long outputTokens = Math.min(fitting.tokens(), request.maxTokens());
    String body =
        fitting.isJson()
            ? Json.text(Completion.of(request, fitting, id, outputTokens))
            : PROXY_PAGE;
    return new Answer(body, fitting.isJson(), request.inputTokens(), outputTokens, malformation);
  }

  private JsonNode value(ChatRequest request, Draw draw) {
    Opinion opinion = opinion(request, draw);
    if (request.format() instanceof AnswerFormat.Schema asked) {
      return SchemaFiller.fill(asked.schema(), opinion);
    }
    if (request.format() instanceof AnswerFormat.ToolCall call) {
      return SchemaFiller.fill(call.parameters(), opinion);
    }
    return SchemaInText.find(request.text())
        .<JsonNode>map(schema -> SchemaFiller.fill(schema, opinion))
        .orElseGet(
            () -> {
              List<String> answers = settings.textAnswers();
              return TextNode.valueOf(answers.get(draw.with("text").below(answers.size())));
            });
  }

  private Opinion opinion(ChatRequest request, Draw draw) {
    Optional<String> marker = settings.marker().flatMap(p -> firstMatch(p.matcher(request.text())));
    return new Opinion() {
      @Override
      public Draw draw(String path) {
        return draw.with(path);
      }

      @Override
      public Optional<Boolean> verdict(Place place, Parts parts) {
        return marker.flatMap(m -> judged(request, m, place, parts));
      }

      @Override
      public double nullRate() {
        return settings.nullRate();
      }

      @Override
      public JsonNode bounded(JsonNode schema, Place place, Parts parts) {
        String passage = parts.passage(place.part(), request.text());
        return PromptText.bounded(schema, place.described() + passage);
      }

      @Override
      public List<String> references() {
        return PromptText.ids(request.text());
      }
    };
  }

  /** The error of a labelled verdict is drawn for the label, so that no prompt changes it. */
  private Optional<Boolean> judged(ChatRequest request, String marker, Place place, Parts parts) {
    String question =
        place.name() + '\n' + place.described() + parts.passage(place.part(), request.text());
    return settings
        .labels()
        .find(marker, question)
        .map(
            label -> {
              Draw error = seed.with(request.model()).with(marker).with(label.question());
              double right = label.truth() ? settings.sensitivity() : settings.specificity();
              return error.chance(right) == label.truth();
            });
  }

  private static Optional<String> firstMatch(Matcher matcher) {
    if (!matcher.find()) {
      return Optional.empty();
    }
    String group = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    return Optional.ofNullable(group);
  }
}
