package dev.assay.api;

import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which installation a command is about. */
final class HomeOptions {

  @Option(
      names = "--home",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = "assay-home",
      description = "Folder of all state: catalog, tables, reports. Default: ${DEFAULT-VALUE}")
  private Path home = Path.of("assay-home");

  @Option(
      names = "--settings",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Settings. Default: conf/assay.yaml beside the program")
  private @Nullable Path settingsFile;

  Home home() {
    return new Home(home);
  }

  Settings settings() {
    return SettingsFile.readOrUsual(settingsFile);
  }
}
