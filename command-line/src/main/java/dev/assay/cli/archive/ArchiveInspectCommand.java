package dev.assay.cli.archive;

import dev.assay.archive.ReadOptions;
import dev.assay.archive.record.ArchiveInspection;
import dev.assay.archive.record.ReadLimits;
import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.RoutingOption;
import dev.assay.cli.option.StandardOutput;
import dev.assay.installation.Settings;
import dev.assay.results.commit.ForeignTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay archive inspect}. */
@Command(
    name = "inspect",
    description = {
      "Tells what would be read of archives, and writes nothing: which formats there are, how ids,"
          + " times, users and services are found, what is ignored, why records would be rejected,"
          + " and one conversation as it would be evaluated.",
      "",
      "Archives are .jsonl, .ndjson, .json and .csv files, also .gz and .zst, .parquet files and"
          + " Delta tables (delta:FOLDER); folders and globs of them. Exit code 3: a path is missing, a mapping of the settings"
          + " matched no record, or a whole file gave nothing."
    },
    mixinStandardHelpOptions = true)
final class ArchiveInspectCommand implements Callable<Integer> {

  private static final int NEEDS_A_PERSON = 3;

  @Mixin HomeOptions home = new HomeOptions();

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders or globs")
  List<String> archives = List.of();

  @Mixin RoutingOption routing = new RoutingOption();

  @Override
  public Integer call() {
    Settings settings = home.settings();
    ReadOptions options = settings.archive().options(home.org(settings), routing.orgs());
    ReadLimits limits = ReadLimits.ofHeap(Runtime.getRuntime().maxMemory(), 1);
    ArchiveInspection inspection =
        ArchiveInspection.of(archives, ForeignTable::files, options, limits);
    InspectionText.of(inspection, archives, StandardOutput.isTerminal())
        .forEach(System.out::println);
    return inspection.needsAPerson() ? NEEDS_A_PERSON : 0;
  }
}
