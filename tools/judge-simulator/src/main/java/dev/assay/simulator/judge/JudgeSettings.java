package dev.assay.simulator.judge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the simulated judge judges.
 *
 * @param seed of all draws
 * @param models that it answers for; all when empty
 * @param refusedFormats names of answer formats that it does not support
 * @param nullRate how often it gives null where the schema allows it
 * @param marker finds what names a conversation in a prompt: its first group, else all of the match
 * @param labels what is true of marked conversations
 * @param sensitivity how often it answers true where true is right
 * @param specificity how often it answers false where false is right
 * @param textAnswers what it answers, one of them, when no schema is to be found
 * @param malformedRate how many answers are malformed
 * @param malformations in which ways
 */
public record JudgeSettings(
    long seed,
    List<String> models,
    Set<String> refusedFormats,
    double nullRate,
    Optional<Pattern> marker,
    Labels labels,
    double sensitivity,
    double specificity,
    List<String> textAnswers,
    double malformedRate,
    List<Malformation> malformations) {

  public JudgeSettings {
    models = List.copyOf(models);
    refusedFormats = Set.copyOf(refusedFormats);
    textAnswers = List.copyOf(textAnswers);
    malformations = List.copyOf(malformations);
    if (!labels.isEmpty() && marker.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid options: labels need a marker, the pattern that finds their conversations");
    }
    if (malformations.isEmpty() || textAnswers.isEmpty()) {
      throw new IllegalArgumentException("Invalid options: a list without anything to choose from");
    }
  }
}
