package dev.assay.cli.metric;

import picocli.CommandLine.Command;

/** {@code assay judge}. */
@Command(
    name = "judge",
    description = "Looks after how judges are asked.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CheckPackingCommand.class)
public final class JudgeCommand {}
