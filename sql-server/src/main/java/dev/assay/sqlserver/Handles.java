package dev.assay.sqlserver;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hive.service.rpc.thrift.THandleIdentifier;
import org.apache.hive.service.rpc.thrift.TOperationHandle;
import org.apache.hive.service.rpc.thrift.TOperationType;
import org.apache.hive.service.rpc.thrift.TSessionHandle;
import org.apache.hive.service.rpc.thrift.TStatus;
import org.apache.hive.service.rpc.thrift.TStatusCode;
import org.jspecify.annotations.Nullable;

/** The sessions and operations that clients have open, and the handles by which they name them. */
final class Handles {

  /** SQL's state for errors of no class of their own. */
  static final String GENERAL_ERROR = "HY000";

  /** What the connection of this thread has opened. */
  private static final ThreadLocal<Set<THandleIdentifier>> OPENED =
      ThreadLocal.withInitial(HashSet::new);

  private final Map<THandleIdentifier, ClientSession> sessions = new ConcurrentHashMap<>();
  private final Map<THandleIdentifier, Operation> operations = new ConcurrentHashMap<>();

  /** Opens a session; its handle. */
  THandleIdentifier add(ClientSession session) {
    THandleIdentifier id = newHandle();
    sessions.put(id, session);
    return id;
  }

  @Nullable Operation operation(THandleIdentifier id) {
    return operations.get(id);
  }

  /** Closes all that the connection of this thread has opened. */
  void closeThoseOfThisThread() {
    List.copyOf(OPENED.get()).forEach(this::close);
    OPENED.remove();
  }

  /** Begins an operation of a session, and hands its handle out. */
  TStatus begin(
      TSessionHandle session,
      Function<ClientSession, Operation> work,
      Consumer<TOperationHandle> handle) {
    ClientSession found = sessions.get(session.getSessionId());
    if (found == null) {
      return failed("Cannot find the session: it was closed");
    }
    try {
      Operation operation = work.apply(found);
      THandleIdentifier id = newHandle();
      operations.put(id, operation);
      handle.accept(new TOperationHandle(id, TOperationType.EXECUTE_STATEMENT, true));
      return done();
    } catch (RuntimeException e) {
      return failed(e.getMessage());
    }
  }

  /** Does something with an answer. */
  TStatus read(THandleIdentifier id, Consumer<Answer> work) {
    Operation operation = operations.get(id);
    if (operation == null) {
      return failed("Cannot find the statement: it was closed");
    }
    try {
      work.accept(operation.answer());
      return done();
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      return failed(e.getMessage());
    }
  }

  void close(THandleIdentifier id) {
    OPENED.get().remove(id);
    sessions.remove(id);
    Operation operation = operations.remove(id);
    if (operation != null) {
      operation.cancel();
    }
  }

  private THandleIdentifier newHandle() {
    THandleIdentifier id = new THandleIdentifier(random(), random());
    OPENED.get().add(id);
    return id;
  }

  private static ByteBuffer random() {
    UUID uuid = UUID.randomUUID();
    return ByteBuffer.allocate(16)
        .putLong(0, uuid.getMostSignificantBits())
        .putLong(8, uuid.getLeastSignificantBits());
  }

  static TStatus done() {
    return new TStatus(TStatusCode.SUCCESS_STATUS);
  }

  static TStatus failed(@Nullable String message) {
    TStatus status = new TStatus(TStatusCode.ERROR_STATUS);
    status.setErrorMessage(message);
    status.setSqlState(GENERAL_ERROR);
    return status;
  }
}
