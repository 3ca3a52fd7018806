package dev.assay.sqlserver;

import java.net.InetSocketAddress;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.server.ServerContext;
import org.apache.thrift.server.TServerEventHandler;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TSaslServerTransport;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/** Listens for clients, and lets in those who know the password. */
final class SqlServer implements AutoCloseable {

  private static final int MOST_CLIENTS = 64;

  private final HiveService service;
  private final TServerSocket socket;
  private final TThreadPoolServer server;

  /**
   * Binds the address; {@link #serve} takes clients.
   *
   * @throws TTransportException when it cannot be bound
   */
  SqlServer(SparkSession spark, InetSocketAddress address, String password)
      throws TTransportException {
    PasswordSasl.install();
    service = new HiveService(spark);
    socket = new TServerSocket(address, 0);
    TSaslServerTransport.Factory signIn = new TSaslServerTransport.Factory();
    signIn.addServerDefinition(
        PasswordSasl.MECHANISM, "NONE", "assay", Map.of(), callbacks -> tell(callbacks, password));
    server =
        new TThreadPoolServer(
            new TThreadPoolServer.Args(socket)
                .maxWorkerThreads(MOST_CLIENTS)
                .processor(new HiveProtocol(service))
                .protocolFactory(new TBinaryProtocol.Factory())
                .transportFactory(signIn));
    server.setServerEventHandler(new Endings());
  }

  int port() {
    return socket.getServerSocket().getLocalPort();
  }

  /** Serves until it is closed. */
  void serve() {
    server.serve();
  }

  @Override
  public void close() {
    server.stop();
    service.close();
  }

  private static void tell(Callback[] callbacks, String password) {
    for (Callback callback : callbacks) {
      if (callback instanceof PasswordCallback asked) {
        asked.setPassword(password.toCharArray());
      }
    }
  }

  /** Closes what clients leave open that go without a word. */
  private final class Endings implements TServerEventHandler {
    @Override
    public void preServe() {
      // Nothing to prepare.
    }

    @Override
    public ServerContext createContext(TProtocol input, TProtocol output) {
      return new Nothing();
    }

    @Override
    public void deleteContext(ServerContext context, TProtocol input, TProtocol output) {
      service.connectionEnded();
    }

    @Override
    public void processContext(ServerContext context, TTransport input, TTransport output) {
      // Each call says whose it is.
    }
  }

  private static final class Nothing implements ServerContext {
    @Override
    public <T> T unwrap(Class<T> type) {
      throw new IllegalStateException("Cannot unwrap " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
