package dev.assay.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.batch.BatchWork;
import dev.assay.simulator.judge.Answer;
import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.ChatRequest;
import dev.assay.simulator.judge.Draw;
import dev.assay.simulator.judge.Json;
import dev.assay.simulator.judge.Judge;
import dev.assay.simulator.traffic.Counters;
import dev.assay.simulator.traffic.Journal;
import dev.assay.simulator.traffic.Lane;
import dev.assay.simulator.traffic.RateLimits;
import dev.assay.simulator.traffic.TrafficSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Chat completions, from the bytes of a request to what is done about it. What goes wrong is drawn
 * for the request and its attempt, so it does not depend on the order in which requests come.
 */
final class ChatLane implements BatchWork {

  private static final long OVERLOAD_WAIT_NANOS = 1_000_000_000;

  private final Judge judge;
  private final TrafficSettings traffic;
  private final Counters counters;
  private final Journal journal;
  private final RateLimits limits;
  private final Draw seed;

  ChatLane(
      Judge judge,
      TrafficSettings traffic,
      Counters counters,
      Journal journal,
      RateLimits limits,
      Draw seed) {
    this.judge = judge;
    this.traffic = traffic;
    this.counters = counters;
    this.journal = journal;
    this.limits = limits;
    this.seed = seed.with("traffic");
  }

  /** One request as it came in. */
  private record Incoming(Lane lane, BodyHash hash, long attempt, Draw draw) {
    String id() {
      return "%016x%x".formatted(hash.bits(), attempt);
    }
  }

  private Incoming incoming(Lane lane, byte[] body) {
    BodyHash hash = BodyHash.of(body);
    long attempt = counters.request(hash.bits());
    return new Incoming(lane, hash, attempt, seed.with(hash.bits()).with(attempt));
  }

  /** A request that is answered at once, or as soon as a judge would. */
  Reply serve(byte[] body) {
    Incoming incoming = incoming(Lane.DIRECT, body);
    try {
      ChatRequest request = judge.read(Json.readObject(body));
      Answer answer = judge.answer(request, incoming.id(), incoming.attempt());
      if (traffic.maxInFlight().isPresent()
          && counters.inFlight() >= traffic.maxInFlight().getAsInt()) {
        return refused(
            incoming, overloaded(), "overloaded", RateLimits.retryAfter(OVERLOAD_WAIT_NANOS));
      }
      Optional<RateLimits.Refusal> refusal =
          limits.take(answer.inputTokens() + answer.outputTokens(), System.nanoTime());
      if (refusal.isPresent()) {
        RateLimits.Refusal limited = refusal.get();
        Map<String, String> headers = limits.headers();
        headers.putAll(RateLimits.retryAfter(limited.waitNanos()));
        return refused(incoming, limited.error(), limited.counter(), headers);
      }
      return admitted(incoming, answer);
    } catch (ApiError e) {
      return refused(incoming, e, e.code(), Map.of());
    }
  }

  private Reply refused(
      Incoming incoming, ApiError error, String code, Map<String, String> headers) {
    counters.refused(code);
    note(incoming, error.status(), code);
    return Reply.error(error, headers);
  }

  private static ApiError overloaded() {
    return new ApiError(
        503, "server_error", null, "overloaded", "The server is overloaded; please try again");
  }

  private Reply admitted(Incoming incoming, Answer answer) {
    Draw fault = incoming.draw().with("fault");
    long latency = traffic.latency().nanos(incoming.draw().with("latency"));
    double chance = fault.uniform();
    if ((chance -= traffic.dropRate()) < 0) {
      counters.refused("dropped");
      note(incoming, 0, "dropped");
      return Reply.close();
    }
    counters.begin();
    if ((chance -= traffic.errorRate()) < 0) {
      ApiError error = serverError(fault.with("status"));
      note(incoming, error.status(), "server_error");
      counters.refused("server_error");
      return Reply.error(error, Map.of()).after(latency, there -> counters.end());
    }
    counters.billed(Lane.DIRECT, incoming.hash().bits(), answer);
    if (chance - traffic.timeoutRate() < 0) {
      note(incoming, 0, "lost");
      counters.lost();
      return Reply.silence().after(latency, there -> counters.end());
    }
    note(incoming, 200, "answered");
    return new Reply(
        Reply.Kind.ANSWER,
        200,
        answer.isJson() ? Reply.JSON : "text/html",
        StandardCharsets.UTF_8.encode(answer.body()),
        limits.headers(),
        latency,
        this::answered);
  }

  private void answered(boolean isClientThere) {
    counters.end();
    if (isClientThere) {
      counters.answered();
    } else {
      counters.lost();
    }
  }

  private static ApiError serverError(Draw draw) {
    int status = new int[] {500, 502, 503}[draw.below(3)];
    return new ApiError(
        status,
        "server_error",
        null,
        null,
        "The server had an error while processing your request");
  }

  @Override
  public Result inBatch(ObjectNode body) {
    Incoming incoming = incoming(Lane.BATCH, Json.bytes(body));
    try {
      Answer answer = judge.answer(judge.read(body), incoming.id(), incoming.attempt());
      if (!answer.isJson() || incoming.draw().with("fault").chance(traffic.errorRate())) {
        throw serverError(incoming.draw().with("status"));
      }
      counters.billed(Lane.BATCH, incoming.hash().bits(), answer);
      counters.answered();
      note(incoming, 200, "answered");
      return new Result(200, incoming.id(), answer.body());
    } catch (ApiError e) {
      counters.refused(e.code());
      note(incoming, e.status(), e.code());
      return new Result(e.status(), incoming.id(), Json.text(e.body()));
    }
  }

  private void note(Incoming incoming, int status, String outcome) {
    journal.write(
        incoming.lane().label(), incoming.hash().hex(), incoming.attempt(), status, outcome);
  }
}
