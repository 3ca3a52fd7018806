package dev.assay.cli.option;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose the records of a delivery may be. */
public final class RoutingOption {

  @Option(
      names = "--org-from-record",
      paramLabel = "ORG",
      split = ",",
      description =
          "Organizations that records may name in org_id, and then belong to; several parted by"
              + " commas. Records that name none belong to that of --org, and those that name any"
              + " other one are rejected. Default: none")
  Set<String> orgs = Set.of();

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /** The organizations that records may name beside that of the delivery. */
  public Set<String> orgs() {
    if (orgs.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Invalid --org-from-record: one of the organizations has no name; part them by single commas");
    }
    return orgs;
  }
}
