package dev.assay.sqlserver;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hive.service.rpc.thrift.TOperationState;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/**
 * A statement that a client asked, from then until the client closes it.
 *
 * @param work what answers it
 * @param cancellation ends the work early
 */
record Operation(Future<Answer> work, Runnable cancellation) {

  private static final long PATIENCE_MILLIS = 500;

  /** What is answered at once. */
  static Operation known(Answer answer) {
    return new Operation(CompletableFuture.completedFuture(answer), () -> {});
  }

  /** How it is, after a moment in which it may have come to its end. */
  TOperationState state() {
    try {
      work.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      return TOperationState.FINISHED_STATE;
    } catch (TimeoutException e) {
      return TOperationState.RUNNING_STATE;
    } catch (CancellationException e) {
      return TOperationState.CANCELED_STATE;
    } catch (ExecutionException e) {
      return TOperationState.ERROR_STATE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return TOperationState.RUNNING_STATE;
    }
  }

  /** Why it failed, if it did. */
  @Nullable String problem() {
    try {
      var unused = answer();
      return null;
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  /** Waits for the answer. */
  Answer answer() {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot answer: " + reason(e.getCause()), e);
    } catch (CancellationException e) {
      throw new IllegalStateException("Cannot answer: it was cancelled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Without the plan that Spark shows below what it says. */
  private static String reason(@Nullable Throwable cause) {
    String message =
        cause instanceof AnalysisException wrong
            ? wrong.getSimpleMessage()
            : String.valueOf(cause == null ? null : cause.getMessage());
    return message.strip();
  }

  void cancel() {
    work.cancel(true);
    cancellation.run();
  }
}
