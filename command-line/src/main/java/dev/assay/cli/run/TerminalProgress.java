package dev.assay.cli.run;

import dev.assay.jobs.nightly.RunProgress;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Progress on standard error: a bar with rate and time left on a terminal, plain lines elsewhere.
 */
final class TerminalProgress implements RunProgress, AutoCloseable {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final boolean terminal = Boolean.getBoolean("assay.terminal");
  private String step = "";
  private @Nullable ProgressBar bar;
  private long nextLineNanos;

  @Override
  public synchronized void step(String what) {
    endBar();
    step = what;
    System.err.println("… " + what);
    nextLineNanos = System.nanoTime() + BETWEEN_LINES.toNanos();
  }

  @Override
  public synchronized void bytes(long done, long total) {
    count(done >> 20, total >> 20, "MiB");
  }

  @Override
  public synchronized void cells(long done, long total) {
    count(done, total, "cells");
  }

  @Override
  public synchronized void requests(long done, long total) {
    count(done, total, "requests");
  }

  private void count(long done, long total, String unit) {
    if (total == 0) {
      return;
    }
    if (terminal) {
      ProgressBar open = bar;
      if (open == null) {
        open =
            new ProgressBarBuilder()
                .setTaskName(step)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .showSpeed()
                .build();
        bar = open;
      }
      open.stepTo(done);
    } else if (System.nanoTime() >= nextLineNanos) {
      System.err.printf("  %s: %,d of %,d %s%n", step, done, total, unit);
      nextLineNanos = System.nanoTime() + BETWEEN_LINES.toNanos();
    }
  }

  @Override
  public synchronized void note(String line) {
    endBar();
    System.err.println(line);
  }

  @Override
  public synchronized void close() {
    endBar();
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
