package dev.assay.cli;

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
final class HomeOptions {

  @Mixin InstallationOptions installation = new InstallationOptions();

  @Option(
      names = "--org",
      scope = ScopeType.INHERIT,
      paramLabel = "ORG",
      description = "Organization. Default: 'org' of the settings")
  @Nullable String org;

  Home home() {
    return installation.home();
  }

  Settings settings() {
    return installation.settings();
  }

  String org(Settings settings) {
    return org == null ? settings.org() : org;
  }

  JobContext open(Settings settings) {
    return JobContext.open(home(), settings, Evaluators.of(settings.evaluators()));
  }
}
