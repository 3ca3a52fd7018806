package dev.assay.cli.option;

import dev.assay.installation.Home;
import dev.assay.installation.InstallationOptions;
import dev.assay.installation.Settings;
import dev.assay.jobs.evaluate.Evaluators;
import dev.assay.jobs.nightly.JobContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
public final class HomeOptions {

  @Mixin InstallationOptions installation = new InstallationOptions();

  @Option(
      names = "--org",
      scope = ScopeType.INHERIT,
      paramLabel = "ORG",
      description = "Organization. Default: 'org' of the settings")
  @Nullable String org;

  public Home home() {
    return installation.home();
  }

  public Settings settings() {
    return installation.settings();
  }

  public String org(Settings settings) {
    return org == null ? settings.org() : org;
  }

  public JobContext open(Settings settings) {
    return JobContext.open(home(), settings, Evaluators.of(settings.evaluators()));
  }
}
