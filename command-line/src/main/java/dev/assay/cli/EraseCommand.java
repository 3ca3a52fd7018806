package dev.assay.cli;

import dev.assay.cli.option.HomeOptions;
import dev.assay.cli.option.UserError;
import dev.assay.erasure.EraseRequest;
import dev.assay.erasure.Erasure;
import dev.assay.erasure.ErasureReport;
import dev.assay.installation.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay erase}. */
@Command(
    name = "erase",
    description = {
      "Erases a conversation, or all conversations of a user, from the home, and shows that nothing"
          + " is left.",
      "",
      "Gone are the conversation, its results, their history, failures, requests to judges and their"
          + " answers, what stands in quarantine, and all that repeats them: earlier versions of"
          + " tables, free space of databases, reports, temporary files. Then every file of the home"
          + " is searched. All else stays as it is, and so do archives.",
      "",
      "The home must not be in use: no run under way, no server. A kill loses nothing; the same"
          + " command goes on."
    },
    mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {

  @Mixin HomeOptions home = new HomeOptions();

  @ArgGroup(multiplicity = "1")
  Named named = new Named();

  /** Whom or what to erase. */
  static final class Named {
    @Option(
        names = "--conversation",
        paramLabel = "ID",
        description = "Id of a conversation, Assay's or its source's")
    @Nullable String conversation;

    @Option(names = "--user", paramLabel = "ID", description = "Id of a user: all conversations")
    @Nullable String user;
  }

  @Option(
      names = "--admit-again",
      description =
          "Take such a conversation in when it is delivered again; otherwise it goes to the"
              + " quarantine, without its text. Also lets in what was erased before")
  boolean admitAgain;

  @Option(names = "--dry-run", description = "Only say what would be erased")
  boolean dryRun;

  @Override
  public Integer call() {
    Settings settings = home.settings();
    EraseRequest request = request(home.org(settings));
    Erasure erasure = new Erasure(home.home(), settings, step -> System.err.println("… " + step));
    List<ErasureReport> reports = dryRun ? List.of(erasure.foresee(request)) : erasure.run(request);
    reports.forEach(report -> System.out.print(report.text()));
    return reports.stream().anyMatch(ErasureReport::hasLeftSomething) ? 1 : 0;
  }

  private EraseRequest request(String org) {
    EraseRequest.Again again = admitAgain ? EraseRequest.Again.ADMIT : EraseRequest.Again.REFUSE;
    String conversation = named.conversation;
    String user = named.user;
    if (conversation != null) {
      return new EraseRequest(org, EraseRequest.Subject.CONVERSATION, conversation, again);
    }
    if (user == null) {
      throw new UserError("Cannot erase: name a --conversation or a --user");
    }
    return new EraseRequest(org, EraseRequest.Subject.USER, user, again);
  }
}
