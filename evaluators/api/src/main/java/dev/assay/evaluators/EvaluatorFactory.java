package dev.assay.evaluators;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Makes the evaluators of one type. Found by {@link ServiceLoader}, so a type is there when its jar
 * is: name the class in {@code META-INF/services/dev.assay.evaluators.EvaluatorFactory}. One
 * instance serves a process and all its threads.
 */
public interface EvaluatorFactory {

  /** The word by which metrics name it, such as {@code code}. No other factory has it. */
  String type();

  /** What callers have to know of its evaluators. Always the same. */
  Set<Capability> capabilities();

  /**
   * Makes an evaluator; called once in each process, or in each run of it where evaluations are
   * {@link Capability#PAID}. It connects to nothing before it evaluates. Whoever calls it closes
   * the evaluator.
   *
   * @return empty where the environment lacks the settings that it needs
   */
  Optional<Evaluator> create(EvaluatorEnvironment environment);

  /**
   * What a person does where {@link #create} gives nothing, such as "give the settings a section
   * judge". Asked of nobody whose evaluators need no settings.
   */
  default String configuring() {
    return "it needs no settings";
  }

  /** What evaluators of a type can or need, as far as their callers treat them differently. */
  enum Capability {
    /** Evaluations cost money, which is paid through the ledger; the others cost time only. */
    PAID,
    /** Metrics of a conversation share requests, unless {@link Packing} says that one is alone. */
    PACKS,
    /** Answers can be asked for in batches ahead of evaluating. */
    BATCHES,
    /** Its requests can be shown and counted without asking for anything. */
    PREVIEWS
  }
}
