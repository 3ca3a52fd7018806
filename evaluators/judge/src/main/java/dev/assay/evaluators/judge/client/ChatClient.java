package dev.assay.evaluators.judge.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Posts chat completions, each once, blocking; one client for many threads. The key is sent and
 * never told: it is in no reply, exception or log.
 */
public final class ChatClient implements AutoCloseable {

  /** The most bytes of an answer that are read. */
  public static final int LONGEST_ANSWER = JudgeServer.LONGEST_ANSWER;

  private final JudgeServer server;
  private final URI url;

  /**
   * Makes a client; nothing is connected yet.
   *
   * @param base of the API, such as {@code http://localhost:8000/v1}
   * @param key sent as bearer, or null for none
   * @param keyVariable where people set the key, for messages
   * @param timeout of a request, from connecting to the last byte
   * @param connections the most at once
   * @param clock for dates in {@code Retry-After}
   */
  public ChatClient(
      URI base,
      @Nullable String key,
      String keyVariable,
      Duration timeout,
      int connections,
      Clock clock) {
    this.server = new JudgeServer(base, key, keyVariable, timeout, connections, clock);
    this.url = completions(base);
  }

  /** Where requests go: the base and {@code /chat/completions}. */
  static URI completions(URI base) {
    return JudgeServer.address(base, "/chat/completions");
  }

  /** Makes one request. Returns when it is answered, has failed, or its time is over. */
  public Reply post(byte[] body) {
    HttpPost post = new HttpPost(url);
    post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return server.send(post);
  }

  @Override
  public void close() {
    server.close();
  }
}
