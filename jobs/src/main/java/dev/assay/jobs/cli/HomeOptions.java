package dev.assay.jobs.cli;

import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import dev.assay.jobs.evaluate.Evaluators;
import dev.assay.jobs.nightly.Workbench;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class HomeOptions {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "assay-home",
      description = "Folder of all state: catalog, tables, reports. Default: ${DEFAULT-VALUE}")
  Path home = Path.of("assay-home");

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Settings. Default: conf/assay.yaml beside the program")
  @Nullable Path settingsFile;

  @Option(
      names = "--org",
      paramLabel = "ORG",
      description = "Organization. Default: 'org' of the settings")
  @Nullable String org;

  Home home() {
    return new Home(home);
  }

  Settings settings() {
    return SettingsFile.readOrUsual(settingsFile);
  }

  String org(Settings settings) {
    return org == null ? settings.org() : org;
  }

  Workbench open(Settings settings) {
    return Workbench.open(home(), settings, Evaluators.of(settings.evaluators()));
  }
}
