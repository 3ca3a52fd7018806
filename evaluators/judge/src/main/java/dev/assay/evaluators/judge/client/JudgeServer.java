package dev.assay.evaluators.judge.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one server, each once, blocking; one for many threads. The key is sent and
 * never told: it is in no reply, exception or log.
 */
final class JudgeServer implements AutoCloseable {

  /** The most bytes of an answer that are read. */
  static final int LONGEST_ANSWER = 4 << 20;

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final String MASK = "[key]";
  private static final int SHORTEST_SECRET = 12;

  private final URI base;
  private final @Nullable String key;
  private final String keyVariable;
  private final Duration timeout;
  private final Clock clock;
  private final CloseableHttpClient http;
  private final ScheduledThreadPoolExecutor watch;

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
  JudgeServer(
      URI base,
      @Nullable String key,
      String keyVariable,
      Duration timeout,
      int connections,
      Clock clock) {
    this.base = base;
    this.key = key == null || key.isBlank() ? null : key.strip();
    this.keyVariable = keyVariable;
    this.timeout = timeout;
    this.clock = clock;
    Duration connect = timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT;
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(QuietConnection.factory())
                    .setMaxConnTotal(connections)
                    .setMaxConnPerRoute(connections)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(connect))
                            .setSocketTimeout(Timeout.of(timeout))
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom().setConnectionRequestTimeout(Timeout.of(timeout)).build())
            .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
            .setUserAgent("assay")
            .disableAutomaticRetries()
            .disableAuthCaching()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling()
            .build();
    this.watch =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "judge-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
  }

  /** The address of something below the base, such as {@code /chat/completions}. */
  static URI address(URI base, String path) {
    String root = base.toString();
    return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
  }

  URI address(String path) {
    return address(base, path);
  }

  /** What is done with a server's answer to a request. */
  @FunctionalInterface
  interface Taking {
    /**
     * Takes an answer.
     *
     * @param begun when the request was sent, in nanoseconds of the monotonic clock
     */
    Reply take(ClassicHttpResponse response, long begun) throws IOException;
  }

  /** Makes one request. Returns when it is answered, has failed, or its time is over. */
  Reply send(HttpUriRequestBase request) {
    return send(request, timeout, (response, begun) -> reply(response, request, begun));
  }

  /** The same with another time, and another use of the answer. */
  Reply send(HttpUriRequestBase request, Duration time, Taking taking) {
    if (key != null) {
      request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key);
    }
    long begun = System.nanoTime();
    Future<?> end = watch.schedule(request::cancel, time.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return http.execute(request, response -> taking.take(response, begun));
    } catch (ConnectTimeoutException
        | ConnectException
        | NoRouteToHostException
        | UnknownHostException e) {
      return failed(Outcome.UNREACHABLE, "cannot be reached: " + kind(e), begun);
    } catch (SSLException e) {
      return failed(
          Outcome.UNREACHABLE, "has no connection that can be trusted: " + kind(e), begun);
    } catch (SocketTimeoutException e) {
      return timedOut(time, begun);
    } catch (TooLarge e) {
      Outcome outcome = Outcome.of(e.status);
      return new Reply(
          outcome == Outcome.ANSWERED ? Outcome.TOO_LARGE : outcome,
          e.status,
          null,
          problem(e.status, request) + " with more than %d bytes".formatted(LONGEST_ANSWER),
          null,
          millis(begun));
    } catch (IOException | IllegalStateException e) {
      return request.isCancelled()
          ? timedOut(time, begun)
          : failed(Outcome.SERVER_ERROR, "broke the connection: " + kind(e), begun);
    } finally {
      end.cancel(false);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    http.close(CloseMode.GRACEFUL);
  }

  Reply reply(ClassicHttpResponse response, HttpUriRequestBase request, long begun)
      throws IOException {
    HttpEntity entity = response.getEntity();
    int status = response.getCode();
    byte[] bytes = new byte[0];
    if (entity != null) {
      InputStream in = entity.getContent();
      bytes = in.readNBytes(LONGEST_ANSWER + 1);
      if (bytes.length > LONGEST_ANSWER) {
        throw new TooLarge(status);
      }
      in.close();
    }
    Outcome outcome = Outcome.of(status);
    return new Reply(
        outcome,
        status,
        masked(new String(bytes, UTF_8)),
        outcome == Outcome.ANSWERED ? "" : problem(status, request),
        retryAfter(response),
        millis(begun));
  }

  /** Makes the library drop the connection, where closing the answer would read its rest. */
  private static final class TooLarge extends IOException {
    private final int status;

    TooLarge(int status) {
      super("the answer is too large");
      this.status = status;
    }
  }

  private String problem(int status, HttpUriRequestBase request) {
    String said = "The judge at %s answered HTTP %d".formatted(base.getHost(), status);
    return switch (status) {
      case 401, 403 ->
          said
              + (key == null
                  ? ": it wants a key; set the environment variable " + keyVariable
                  : ": it does not accept the key in the environment variable " + keyVariable);
      case 402 -> said + ": the account has no money left";
      case 404, 405 ->
          said
              + ": nothing answers at "
              + base.resolve(request.getRequestUri())
              + ", or it does not know the model";
      case 429 -> said + ": it was asked too often";
      default -> said;
    };
  }

  private Reply timedOut(Duration time, long begun) {
    return failed(
        Outcome.TIMED_OUT, "did not answer within %d ms".formatted(time.toMillis()), begun);
  }

  private Reply failed(Outcome outcome, String what, long begun) {
    return new Reply(
        outcome,
        0,
        null,
        "The judge at %s %s".formatted(base.getHost(), what),
        null,
        millis(begun));
  }

  /** An exception's kind alone: messages of libraries may quote what was sent. */
  private static String kind(Exception e) {
    return e.getClass().getSimpleName();
  }

  private @Nullable Long retryAfter(ClassicHttpResponse response) {
    return RetryAfter.read(
            header(response, RetryAfter.MILLIS_HEADER),
            header(response, HttpHeaders.RETRY_AFTER),
            clock.instant())
        .map(Duration::toMillis)
        .orElse(null);
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /** A short key is a placeholder and no secret, and a word that an answer may well hold. */
  String masked(String text) {
    return key == null || key.length() < SHORTEST_SECRET ? text : text.replace(key, MASK);
  }

  private static long millis(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }
}
