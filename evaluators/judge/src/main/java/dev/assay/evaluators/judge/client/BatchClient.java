package dev.assay.evaluators.judge.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a server's files and batches, as OpenAI documents them: each method makes one request.
 * The key is sent and never told.
 */
public final class BatchClient implements AutoCloseable {

  /** The most bytes of one line of a file that are kept; the rest of it is passed over. */
  public static final int LONGEST_LINE = JudgeServer.LONGEST_ANSWER + (1 << 16);

  private static final Duration TRANSFER = Duration.ofHours(1);
  private static final int CONNECTIONS = 2;
  private static final int BUFFER = 1 << 16;
  private static final JsonFactory JSON = new JsonFactory();

  private final JudgeServer server;

  /**
   * Makes a client; nothing is connected yet.
   *
   * @param base of the API, such as {@code https://api.openai.com/v1}
   * @param key sent as bearer, or null for none
   * @param keyVariable where people set the key, for messages
   * @param timeout of a request, the transfer of files apart
   */
  public BatchClient(URI base, @Nullable String key, String keyVariable, Duration timeout) {
    this.server = new JudgeServer(base, key, keyVariable, timeout, CONNECTIONS, Clock.systemUTC());
  }

  /** Takes the lines of a file. */
  @FunctionalInterface
  public interface Lines {
    /**
     * Takes a line.
     *
     * @param line without its end, the key masked in it; its first {@link #LONGEST_LINE} bytes
     * @param whole whether that is all of it
     */
    void take(String line, boolean whole);
  }

  /** Uploads the input of a batch. */
  public Reply upload(Path file, String name) {
    HttpPost post = new HttpPost(server.address("/files"));
    post.setEntity(
        MultipartEntityBuilder.create()
            .addTextBody("purpose", "batch")
            .addBinaryBody("file", file.toFile(), ContentType.create("application/jsonl"), name)
            .build());
    return server.send(post, TRANSFER, (response, begun) -> server.reply(response, post, begun));
  }

  /**
   * Creates a batch of chat completions.
   *
   * @param metadata by which it is found again
   */
  public Reply create(String inputFileId, String endpoint, Map<String, String> metadata) {
    StringWriter body = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("input_file_id", inputFileId);
      json.writeStringField("endpoint", endpoint);
      json.writeStringField("completion_window", "24h");
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the request for a batch", e);
    }
    HttpPost post = new HttpPost(server.address("/batches"));
    post.setEntity(new StringEntity(body.toString(), ContentType.APPLICATION_JSON));
    return server.send(post);
  }

  /** How far a batch has come. */
  public Reply batch(String batchId) {
    return server.send(new HttpGet(server.address("/batches/" + encoded(batchId))));
  }

  /**
   * A page of batches, the newest first.
   *
   * @param after the last batch of the page before, or null for the first page
   */
  public Reply batches(@Nullable String after) {
    return server.send(
        new HttpGet(
            server.address(
                "/batches?limit=100" + (after == null ? "" : "&after=" + encoded(after)))));
  }

  /** Reads a file line by line; answered when all of it was read. */
  public Reply content(String fileId, Lines lines) {
    HttpGet get = new HttpGet(server.address("/files/" + encoded(fileId) + "/content"));
    return server.send(
        get,
        TRANSFER,
        (response, begun) -> {
          if (Outcome.of(response.getCode()) != Outcome.ANSWERED) {
            return server.reply(response, get, begun);
          }
          read(response, lines);
          return new Reply(Outcome.ANSWERED, response.getCode(), null, "", null, 0);
        });
  }

  /** Deletes a file. */
  public Reply delete(String fileId) {
    return server.send(new HttpDelete(server.address("/files/" + encoded(fileId))));
  }

  @Override
  public void close() {
    server.close();
  }

  private void read(ClassicHttpResponse response, Lines lines) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return;
    }
    try (InputStream in = new BufferedInputStream(entity.getContent(), BUFFER)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean whole = true;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          give(line, whole, lines);
          line.reset();
          whole = true;
        } else if (line.size() < LONGEST_LINE) {
          line.write(next);
        } else {
          whole = false;
        }
      }
      give(line, whole, lines);
    }
  }

  private void give(ByteArrayOutputStream line, boolean whole, Lines lines) {
    if (line.size() > 0) {
      lines.take(server.masked(line.toString(StandardCharsets.UTF_8)), whole);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
