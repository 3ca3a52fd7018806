package dev.assay.cli;

import picocli.CommandLine.Command;

/** {@code assay judge}. */
@Command(
    name = "judge",
    description = "Looks after how judges are asked.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CheckPackingCommand.class)
final class JudgeCommand {}
