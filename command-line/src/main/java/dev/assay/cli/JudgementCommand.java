package dev.assay.cli;

import picocli.CommandLine.Command;

/** {@code assay judgement}. */
@Command(
    name = "judgement",
    description = "Shows what judges were asked and what they answered.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = JudgementShowCommand.class)
final class JudgementCommand {}
