package dev.assay.jobs.cli;

import dev.assay.catalog.ProcessLock;
import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.TableFormat;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.jobs.run.JobsDatabase;
import dev.assay.jobs.run.Run;
import dev.assay.jobs.run.RunStore;
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
import picocli.CommandLine.Option;

/** {@code assay runs}. */
@Command(
    name = "runs",
    description =
        "Lists runs, the newest first: those under way, those that were stopped and will be gone on"
            + " with, and those that are complete.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {

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
          "quarantined");

  @Mixin HomeOptions home = new HomeOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: ${DEFAULT-VALUE}")
  TableFormat format = TableFormat.TABLE;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(home.home().warehouseRoot())) {
      throw new UserError(
          "Cannot find runs under %s: run ./assay nightly first, or name the home with --home."
              .formatted(home.home().root()));
    }
    Settings settings = home.settings();
    List<List<@Nullable Object>> rows = new ArrayList<>(underWay(home.home(), settings));
    rows.addAll(
        TableQuery.query(
            home.home().warehouse(),
            """
            SELECT id, kind, status, started_at, round(seconds, 1), files_taken, lines, planned,
              scored, not_applicable, failed, carried_over, quarantined
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
    format.write(new SqlAnswer(COLUMNS, rows.iterator()), System.out);
    return 0;
  }

  private static List<List<@Nullable Object>> underWay(Home home, Settings settings) {
    try (JobsDatabase database = JobsDatabase.open(home, settings)) {
      return new RunStore(database.dataSource())
          .incomplete().stream().map(run -> row(home, run)).toList();
    }
  }

  private static List<@Nullable Object> row(Home home, Run run) {
    @Nullable Object[] row = new @Nullable Object[COLUMNS.size()];
    row[0] = run.id();
    row[1] = run.kind();
    row[2] = isAlive(home, run) ? "running" : "stopped; the next run goes on with it";
    row[3] = run.startedAt().toString();
    return Arrays.asList(row);
  }

  private static boolean isAlive(Home home, Run run) {
    var lock = ProcessLock.tryTake(home.locks().resolve("run-" + run.id() + ".lock"));
    lock.ifPresent(ProcessLock::close);
    return lock.isEmpty();
  }
}
