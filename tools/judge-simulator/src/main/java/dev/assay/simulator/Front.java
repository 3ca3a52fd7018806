package dev.assay.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.batch.Batches;
import dev.assay.simulator.batch.StoredFiles;
import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.Draw;
import dev.assay.simulator.judge.Json;
import dev.assay.simulator.judge.Judge;
import dev.assay.simulator.traffic.Counters;
import dev.assay.simulator.traffic.Journal;
import dev.assay.simulator.traffic.TrafficSettings;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/** Finds what a request is about. Called by one thread; never throws. */
final class Front {

  private static final int MAX_CHAT_BODY = 8 << 20;
  private static final int MAX_PAGE = 100;

  private final Judge judge;
  private final ChatLane chat;
  private final StoredFiles files;
  private final Batches batches;
  private final Counters counters;
  private final Journal journal;
  private final TrafficSettings traffic;
  private final Draw seed;
  private long posts;

  Front(
      Judge judge,
      ChatLane chat,
      StoredFiles files,
      Batches batches,
      Counters counters,
      Journal journal,
      TrafficSettings traffic,
      Draw seed) {
    this.judge = judge;
    this.chat = chat;
    this.files = files;
    this.batches = batches;
    this.counters = counters;
    this.journal = journal;
    this.traffic = traffic;
    this.seed = seed.with("posts");
  }

  Reply serve(FullHttpRequest request) {
    try {
      return routed(request);
    } catch (ApiError e) {
      counters.refused(e.code());
      return Reply.error(e, Map.of());
    } catch (RuntimeException | StackOverflowError e) {
      counters.refused("internal_error");
      System.err.println("Cannot serve a request: " + e);
      return Reply.error(
          new ApiError(500, "server_error", null, "internal_error", "The simulator failed"),
          Map.of());
    }
  }

  private Reply routed(FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      throw ApiError.invalid(null, "Cannot read the request: it is no valid HTTP");
    }
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    String path = uri.path();
    String what = request.method().name() + ' ' + path;
    if (what.equals("POST /v1/chat/completions")) {
      authorize(request);
      if (request.content().readableBytes() > MAX_CHAT_BODY) {
        throw new ApiError(413, "invalid_request_error", null, "too_large", "Request too large");
      }
      return chat.serve(ByteBufUtil.getBytes(request.content()));
    }
    if (path.startsWith("/simulator/")) {
      return control(what);
    }
    authorize(request);
    String[] parts = path.split("/", -1);
    if (parts.length >= 3 && parts[1].equals("v1")) {
      switch (parts[2]) {
        case "models" -> {
          return models(what, parts);
        }
        case "files" -> {
          return files(request, what, parts);
        }
        case "batches" -> {
          return batches(request, what, parts, uri);
        }
        default -> {}
      }
    }
    throw unknown(what);
  }

  private static ApiError unknown(String what) {
    return ApiError.notFound(null, "Unknown request URL: " + what);
  }

  private void authorize(FullHttpRequest request) {
    if (traffic.key().isEmpty()) {
      return;
    }
    String given = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    byte[] wanted = ("Bearer " + traffic.key().get()).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted)) {
      throw new ApiError(
          401, "invalid_request_error", null, "invalid_api_key", "Incorrect API key provided.");
    }
  }

  private Reply control(String what) {
    if (what.equals("GET /simulator/counters")) {
      journal.flush();
      return Reply.json(200, counters.report());
    }
    if (what.equals("POST /simulator/reset")) {
      counters.reset();
      batches.clear();
      files.clear();
      return Reply.json(200, counters.report());
    }
    throw unknown(what);
  }

  private Reply models(String what, String[] parts) {
    List<String> names = judge.models().isEmpty() ? List.of("judge-simulator") : judge.models();
    if (what.equals("GET /v1/models")) {
      ObjectNode list = Json.object().put("object", "list");
      ArrayNode data = list.putArray("data");
      names.forEach(name -> data.add(model(name)));
      return Reply.json(200, list);
    }
    if (what.startsWith("GET ") && parts.length == 4 && names.contains(parts[3])) {
      return Reply.json(200, model(parts[3]));
    }
    throw unknown(what);
  }

  private static ObjectNode model(String name) {
    return Json.object()
        .put("id", name)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "assay");
  }

  private Reply files(FullHttpRequest request, String what, String[] parts) {
    if (what.equals("POST /v1/files")) {
      return sometimesLost(Reply.json(200, Upload.read(request, files).describe()));
    }
    if (what.equals("GET /v1/files")) {
      ObjectNode list = Json.object().put("object", "list");
      ArrayNode data = list.putArray("data");
      files.all().forEach(file -> data.add(file.describe()));
      return Reply.json(200, list.put("has_more", false));
    }
    if (parts.length == 4 && what.startsWith("GET ")) {
      return Reply.json(200, files.get(parts[3]).describe());
    }
    if (parts.length == 4 && what.startsWith("DELETE ")) {
      return Reply.json(200, files.delete(parts[3]));
    }
    if (parts.length == 5 && what.startsWith("GET ") && parts[4].equals("content")) {
      ByteBuffer content = files.get(parts[3]).content();
      return new Reply(
          Reply.Kind.ANSWER, 200, "application/octet-stream", content, Map.of(), 0, there -> {});
    }
    throw unknown(what);
  }

  private Reply batches(
      FullHttpRequest request, String what, String[] parts, QueryStringDecoder uri) {
    if (what.equals("POST /v1/batches")) {
      ObjectNode asked = Json.readObject(ByteBufUtil.getBytes(request.content()));
      return sometimesLost(Reply.json(200, batches.create(asked)));
    }
    if (what.equals("GET /v1/batches")) {
      return Reply.json(200, batches.list(limit(uri), parameter(uri, "after")));
    }
    if (parts.length == 4 && what.startsWith("GET ")) {
      return Reply.json(200, batches.get(parts[3]));
    }
    if (parts.length == 5 && what.startsWith("POST ") && parts[4].equals("cancel")) {
      return Reply.json(200, batches.cancel(parts[3]));
    }
    throw unknown(what);
  }

  /** The answer to something that was done may be lost as well. */
  private Reply sometimesLost(Reply reply) {
    Draw draw = seed.with(posts++);
    return draw.chance(traffic.timeoutRate()) ? Reply.silence() : reply;
  }

  private static int limit(QueryStringDecoder uri) {
    String limit = parameter(uri, "limit");
    if (limit.isEmpty()) {
      return 20;
    }
    if (!limit.matches("\\d{1,3}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > MAX_PAGE) {
      throw ApiError.invalid("limit", "Invalid limit: expected a number from 1 to 100");
    }
    return Integer.parseInt(limit);
  }

  private static String parameter(QueryStringDecoder uri, String name) {
    return uri.parameters().getOrDefault(name, List.of("")).get(0);
  }
}
