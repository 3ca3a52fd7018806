package dev.assay.evaluators.code;

import dev.assay.archive.Conversation;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.DefinitionProblem;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.FailureCode;
import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.Preparation;
import dev.assay.evaluators.ScoreCheck;
import dev.assay.evaluators.code.runtime.Budget;
import dev.assay.evaluators.code.runtime.BudgetExceeded;
import dev.assay.evaluators.code.runtime.ConversationView;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Scores conversations by expressions: the evaluator type {@code code}.
 *
 * <p>Settings: {@code expression}, whose value is the score or null for not applicable, and
 * optionally {@code references}, a list of message ids. The module's README describes the language,
 * its budgets and its failure codes. Equal arguments give equal answers, everywhere and always: no
 * expression sees a clock, a random number or anything but the conversation.
 *
 * <p>An instance keeps what it compiled; make one for each process and use it from many threads.
 */
public final class CodeEvaluator implements Evaluator {
  private static final int MOST_PROGRAMS = 10_000;

  private final ConcurrentMap<Definition, Program> programs = new ConcurrentHashMap<>();

  /** Makes an evaluator that has compiled nothing yet. */
  public CodeEvaluator() {}

  @Override
  public Preparation prepare(MetricVersion version) {
    List<DefinitionProblem> problems = Definition.problems(version.evaluator());
    if (!problems.isEmpty()) {
      return new Preparation.Rejected(problems);
    }
    Definition definition = Definition.of(version);
    Program.Outcome outcome = program(definition);
    return outcome instanceof Program.Outcome.Invalid invalid
        ? new Preparation.Rejected(invalid.problems())
        : new Preparation.Ready(definition.fingerprint());
  }

  @Override
  public List<Evaluation> evaluate(Conversation conversation, List<MetricVersion> versions) {
    ConversationView view = new ConversationView(conversation);
    List<Evaluation> evaluations = new ArrayList<>(versions.size());
    for (MetricVersion version : versions) {
      evaluations.add(evaluate(view, version));
    }
    return List.copyOf(evaluations);
  }

  private Evaluation evaluate(ConversationView conversation, MetricVersion version) {
    try {
      Program.Outcome outcome = program(Definition.of(version));
      if (outcome instanceof Program.Outcome.Compiled compiled) {
        return evaluate(conversation, version, compiled.program());
      }
      DefinitionProblem first = ((Program.Outcome.Invalid) outcome).problems().get(0);
      return failed(version, FailureCode.INVALID_DEFINITION.code(), first.message());
    } catch (BudgetExceeded e) {
      return failed(version, FailureCode.BUDGET_EXCEEDED.code(), String.valueOf(e.getMessage()));
    } catch (EvaluationError e) {
      return failed(version, e.code().code(), e.description());
    } catch (Program.InvalidReference e) {
      return failed(version, FailureCode.INVALID_REFERENCE.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      return failed(version, FailureCode.EVALUATION_ERROR.code(), OneLine.of(e.toString()));
    }
  }

  private static Evaluation evaluate(
      ConversationView conversation, MetricVersion version, Program program)
      throws Program.InvalidReference {
    Budget budget = new Budget();
    Object answer = program.answer(conversation, budget);
    if (answer instanceof NullValue) {
      return new Evaluation.NotApplicable(null, List.of());
    }
    ScoreCheck check = ScoreCheck.of(version, answer);
    return check instanceof ScoreCheck.Accepted accepted
        ? new Evaluation.Scored(accepted.score(), null, program.references(conversation, budget))
        : ((ScoreCheck.Refused) check).failure();
  }

  private Program.Outcome program(Definition definition) {
    Program known = programs.get(definition);
    if (known != null) {
      return new Program.Outcome.Compiled(known);
    }
    Program.Outcome outcome = Program.compile(definition);
    if (outcome instanceof Program.Outcome.Compiled compiled) {
      if (programs.size() >= MOST_PROGRAMS) {
        programs.clear();
      }
      programs.put(definition, compiled.program());
    }
    return outcome;
  }

  private static Evaluation.Failed failed(MetricVersion version, String code, String cause) {
    return new Evaluation.Failed(
        code,
        "Cannot evaluate '%s' version %d: %s"
            .formatted(version.metricName(), version.version(), cause));
  }
}
