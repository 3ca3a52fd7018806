package dev.assay.cli.archive;

import picocli.CommandLine.Command;

/** {@code assay archive}. */
@Command(
    name = "archive",
    description = "Looks into archives before they are taken in.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ArchiveInspectCommand.class)
public final class ArchiveCommand {}
