package dev.assay.installation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * How each command of each program says which installation it is about; a mixin of picocli.
 * Commands below one that has it take these options, too.
 */
public final class InstallationOptions {

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

  /** The home that is named. */
  public Home home() {
    return new Home(home);
  }

  /**
   * Reads the settings that are named, else the usual ones.
   *
   * @throws InvalidSettings when they are not there, or wrong
   */
  public Settings settings() {
    return SettingsFile.readOrUsual(settingsFile);
  }
}
