package dev.assay.jobs.evaluate;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.spark.util.LongAccumulator;

/** Tells, a few times a second, how far the tasks of a wave have come. */
final class ProgressWatch implements AutoCloseable {

  private static final long EVERY_MILLIS = 300;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "assay-progress");
            thread.setDaemon(true);
            return thread;
          });

  ProgressWatch(LongAccumulator count, LongConsumer progress) {
    var ignored =
        timer.scheduleWithFixedDelay(
            () -> progress.accept(count.value()),
            EVERY_MILLIS,
            EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
