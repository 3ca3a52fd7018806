package dev.assay.evaluators.judge.batch;

import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Usage;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.batch.BatchReply;
import dev.assay.evaluators.judge.Prices;
import dev.assay.evaluators.judge.answer.Completion;
import dev.assay.evaluators.judge.client.BatchClient;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what a batch that has ended came to, however often it is begun. */
final class BatchCollection {
  private static final int AT_ONCE = 500;
  private static final int GONE = 404;
  private static final int UNKNOWN_FAILURE = 500;
  private static final Set<String> NOT_MADE = Set.of("batch_expired", "batch_cancelled");

  private final BatchClient client;
  private final BatchRegister register;
  private final Prices prices;
  private final RetriedRequest asking;

  /** What was counted. */
  record Counts(long answered, long failed, long silent, boolean filesGone) {}

  BatchCollection(
      BatchClient client, BatchRegister register, Prices prices, RetriedRequest asking) {
    this.client = client;
    this.register = register;
    this.prices = prices;
    this.asking = asking;
  }

  /** Keeps all that the provider says of a batch. */
  Counts collect(Batch batch, BatchStatus said) {
    Tally tally = new Tally();
    boolean gone = false;
    for (String file : files(said)) {
      Reply reply =
          asking.until(
              () -> {
                Reply read = client.content(file, tally::take);
                tally.flush();
                return read;
              });
      if (reply.status() == GONE) {
        gone = true;
      } else if (reply.outcome() != Outcome.ANSWERED) {
        throw RetriedRequest.failed(
            "read the results of a batch",
            reply,
            "What was read is kept; the same command goes on.");
      }
    }
    boolean nobodyKnows = gone || said.status().equals("completed");
    long silent =
        register.collected(
            batch, nobodyKnows ? BatchRegister.Unanswered.LOST : BatchRegister.Unanswered.NOT_MADE);
    return new Counts(tally.answered, tally.failed, silent + tally.notMade, gone);
  }

  /** Removes conversations from the provider; what cannot be removed stays. */
  void clean(Batch batch, BatchStatus said) {
    List<String> files = new ArrayList<>(files(said));
    String input = batch.fileId();
    if (input != null) {
      files.add(input);
    }
    files.forEach(client::delete);
  }

  private static List<String> files(BatchStatus said) {
    List<String> files = new ArrayList<>();
    String output = said.outputFileId();
    String errors = said.errorFileId();
    if (output != null) {
      files.add(output);
    }
    if (errors != null) {
      files.add(errors);
    }
    return files;
  }

  /** Gathers lines, and keeps them some at a time. */
  private final class Tally {
    private final List<BatchReply> replies = new ArrayList<>();
    private final List<String> unmade = new ArrayList<>();
    private long answered;
    private long failed;
    private long notMade;

    void take(String line, boolean whole) {
      Optional<OutputLine> read = whole ? OutputLine.read(line) : OutputLine.readCut(line);
      read.ifPresent(this::take);
      if (replies.size() + unmade.size() >= AT_ONCE) {
        flush();
      }
    }

    private void take(OutputLine line) {
      String error = line.errorCode();
      if (line.status() == 0 && error != null && NOT_MADE.contains(error)) {
        unmade.add(line.callId());
      } else {
        replies.add(reply(line));
      }
    }

    void flush() {
      notMade += register.notMade(unmade);
      unmade.clear();
      long good = replies.stream().filter(reply -> reply.end() == CallEnd.ANSWERED).count();
      long kept = register.keep(replies);
      answered += Math.min(kept, good);
      failed += Math.max(0, kept - good);
      replies.clear();
    }
  }

  private BatchReply reply(OutputLine line) {
    int status = line.status() == 0 ? UNKNOWN_FAILURE : line.status();
    Outcome outcome = Outcome.of(status);
    String body = line.body();
    return new BatchReply(line.callId(), end(outcome), status, usage(outcome, body), body);
  }

  private @Nullable Usage usage(Outcome outcome, @Nullable String body) {
    return switch (outcome) {
      case ANSWERED ->
          Optional.ofNullable(body)
              .flatMap(Completion::read)
              .map(Completion::tokens)
              .map(tokens -> prices.usage(tokens.read(), tokens.written()))
              .orElse(null);
      case REJECTED, REFUSED_ALL, RATE_LIMITED -> Usage.NONE;
      case TOO_LARGE, TIMED_OUT, SERVER_ERROR, UNREACHABLE -> null;
    };
  }

  private static CallEnd end(Outcome outcome) {
    return switch (outcome) {
      case ANSWERED, TOO_LARGE -> CallEnd.ANSWERED;
      case RATE_LIMITED -> CallEnd.RATE_LIMITED;
      case TIMED_OUT -> CallEnd.TIMED_OUT;
      case SERVER_ERROR, UNREACHABLE -> CallEnd.SERVER_ERROR;
      case REJECTED -> CallEnd.REJECTED;
      case REFUSED_ALL -> CallEnd.REFUSED;
    };
  }
}
