package dev.assay.tests.erase;

import dev.assay.erasure.EraseRequest;
import dev.assay.erasure.Erasure;
import dev.assay.installation.Home;
import dev.assay.installation.SettingsFile;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that erases a conversation and dies on the way, as one that is killed does. */
final class DyingErasure {

  /** The exit code of a process that was killed. */
  static final int KILLED = 137;

  private DyingErasure() {}

  /**
   * Erases.
   *
   * @param arguments the folder of a {@link dev.assay.cli.fixture.TestHome}, the conversation, the
   *     beginning of the step at which the process dies, and how many microseconds after it
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int micros = Integer.parseInt(arguments[3]);
    var unused =
        new Erasure(
                new Home(folder.resolve("home")),
                SettingsFile.read(folder.resolve("assay.yaml"), folder),
                step -> {
                  if (step.startsWith(arguments[2])) {
                    dieIn(micros);
                  }
                })
            .run(
                new EraseRequest(
                    "default",
                    EraseRequest.Subject.CONVERSATION,
                    arguments[1],
                    EraseRequest.Again.REFUSE));
  }

  private static void dieIn(int micros) {
    if (micros == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
    CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS)
        .execute(() -> Runtime.getRuntime().halt(KILLED));
  }
}
