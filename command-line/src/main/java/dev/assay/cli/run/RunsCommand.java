package dev.assay.cli.run;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.ProcessLock;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.TableFormatOption;
import dev.assay.cli.option.UserError;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.RunStore;
import dev.assay.results.query.TableQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay runs}. */
@Command(
    name = "runs",
    description = {
      "Lists runs, the newest first: those under way, those that were stopped and will be gone on"
          + " with, those that were set aside, and those that are complete.",
      "",
      "A run that has failed three times at the same step is set aside, so that new work goes on"
          + " without it. The columns step, tries and error say how a run has failed. What a run"
          + " that is set aside has not done stays with it until somebody decides, with"
          + " ./assay runs resume or ./assay runs abandon."
    },
    mixinStandardHelpOptions = true,
    subcommands = {RunResumeCommand.class, RunAbandonCommand.class})
public final class RunsCommand implements Callable<Integer> {

  private static final List<String> COLUMNS =
      List.of(
          "id",
          "kind",
          "status",
          "started_at",
          "seconds",
          "files",
          "lines",
          "planned",
          "scored",
          "not_applicable",
          "failed",
          "carried_over",
          "quarantined",
          "step",
          "tries",
          "error");

  @Mixin HomeOptions home = new HomeOptions();

  @Mixin TableFormatOption format = new TableFormatOption();

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(home.home().warehouseRoot())) {
      throw new UserError(
          "Cannot find runs under %s: run ./assay nightly first, or name the home with --home."
              .formatted(home.home().root()));
    }
    Settings settings = home.settings();
    List<List<@Nullable Object>> rows =
        new ArrayList<>(unfinished(home.home(), settings, home.org(settings)));
    rows.addAll(
        TableQuery.query(
            home.home().warehouse(),
            """
            SELECT id, kind, status, started_at, round(seconds, 1), files_taken, lines, planned,
              scored, not_applicable, failed, carried_over, quarantined,
              NULL AS step, NULL AS tries, incomplete_reason
            FROM evaluation_run WHERE org_id = ? ORDER BY started_at DESC""",
            answer -> {
              List<@Nullable Object> row = new ArrayList<>();
              for (int i = 1; i <= COLUMNS.size(); i++) {
                Object value = answer.getObject(i);
                row.add(
                    value instanceof java.time.OffsetDateTime time
                        ? time.toInstant().toString()
                        : value);
              }
              return row;
            },
            home.org(settings)));
    format.write(new SqlAnswer(COLUMNS, rows.iterator()));
    return 0;
  }

  private static List<List<@Nullable Object>> unfinished(
      Home home, Settings settings, String orgId) {
    try (Database database = home.openCatalog(settings)) {
      return new RunStore(database.dataSource())
          .unfinished().stream()
              .filter(run -> run.orgId().equals(orgId))
              .map(run -> row(home, run))
              .toList();
    }
  }

  private static List<@Nullable Object> row(Home home, Run run) {
    @Nullable Object[] row = new @Nullable Object[COLUMNS.size()];
    row[0] = run.id();
    row[1] = run.kind();
    row[2] = state(home, run);
    row[3] = run.startedAt().toString();
    run.failure()
        .ifPresent(
            failure -> {
              row[COLUMNS.indexOf("step")] = failure.step();
              row[COLUMNS.indexOf("tries")] = failure.tries();
              row[COLUMNS.indexOf("error")] = failure.error();
            });
    return Arrays.asList(row);
  }

  private static String state(Home home, Run run) {
    if (run.state() == Run.State.SET_ASIDE) {
      return "set aside; ./assay runs resume or abandon decides";
    }
    if (isAlive(home, run)) {
      return "running";
    }
    return run.closing()
        .map(
            closing ->
                switch (closing) {
                  case RESUMED -> "resumed; the next run takes on what it has left";
                  case ABANDONED -> "abandoned; the next run ends it";
                })
        .orElse("stopped; the next run goes on with it");
  }

  private static boolean isAlive(Home home, Run run) {
    var lock = ProcessLock.tryTake(home.runLock(run.id()));
    lock.ifPresent(ProcessLock::close);
    return lock.isEmpty();
  }
}
