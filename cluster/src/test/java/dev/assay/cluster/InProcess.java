package dev.assay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CommandRun;
import java.util.List;

/** Commands without a cluster and one after the other, in this process. */
final class InProcess {

  private InProcess() {}

  /** Runs a command, which must succeed. */
  static void run(List<String> command) {
    CommandRun run = CommandRun.of(command.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.errors()).isZero();
  }
}
