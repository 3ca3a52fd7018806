package dev.assay.cli.read;

import picocli.CommandLine.Command;

/** {@code assay judgement}. */
@Command(
    name = "judgement",
    description = "Shows what judges were asked and what they answered.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = JudgementShowCommand.class)
public final class JudgementCommand {}
