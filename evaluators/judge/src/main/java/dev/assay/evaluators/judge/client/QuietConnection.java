package dev.assay.evaluators.judge.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection that never logs what it sends. The library's own writes headers, and with them the
 * key, wherever somebody sets the level of its logger to DEBUG.
 */
final class QuietConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {

  private static final Http1Config BOUNDED =
      Http1Config.custom().setMaxLineLength(65_536).setMaxHeaderCount(200).build();

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Timeout whenActive = Timeout.DISABLED;

  private QuietConnection() {
    super(BOUNDED);
  }

  /** Makes connections for a pool. */
  static HttpConnectionFactory<ManagedHttpClientConnection> factory() {
    return new HttpConnectionFactory<>() {
      @Override
      public ManagedHttpClientConnection createConnection(@Nullable Socket socket)
          throws IOException {
        QuietConnection connection = new QuietConnection();
        if (socket != null) {
          connection.bind(socket);
        }
        return connection;
      }
    };
  }

  @Override
  public void bind(Socket socket) throws IOException {
    closeIfLate(socket);
    super.bind(socket);
    whenActive = Timeout.ofMilliseconds(socket.getSoTimeout());
  }

  @Override
  public void bind(SSLSocket secured, Socket socket) throws IOException {
    closeIfLate(secured);
    super.bind(secured, socket);
    whenActive = Timeout.ofMilliseconds(secured.getSoTimeout());
  }

  /** A request may be given up while its connection is being made. */
  private void closeIfLate(Socket socket) throws IOException {
    if (closed.get()) {
      socket.close();
      throw new InterruptedIOException("the connection was given up before it was made");
    }
  }

  @Override
  public @Nullable Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    whenActive = timeout;
    super.setSocketTimeout(timeout);
  }

  @Override
  public void passivate() {
    super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
  }

  @Override
  public void activate() {
    super.setSocketTimeout(whenActive);
  }

  @Override
  public void close() throws IOException {
    closed.set(true);
    super.close();
  }

  @Override
  public void close(CloseMode mode) {
    closed.set(true);
    super.close(mode);
  }
}
