package dev.assay.evaluators.batch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a run that are sent together. What is known of it is durable before anything follows
 * from it.
 *
 * @param runId the run
 * @param number among the batches of the run, from 1
 * @param endpoint the address of the API that it is for
 * @param model that answers all of its calls
 * @param state how far it has come
 * @param calls how many it holds
 * @param bytes of its input file
 * @param inputSha256 of its input file, 64 lowercase hex; null while it is filled
 * @param fileId of its input file at the provider, or null before that is known
 * @param batchId at the provider, or null before that is known
 * @param createdAtMicros when it was begun, microseconds since the epoch
 */
public record Batch(
    String runId,
    int number,
    String endpoint,
    String model,
    State state,
    long calls,
    long bytes,
    @Nullable String inputSha256,
    @Nullable String fileId,
    @Nullable String batchId,
    long createdAtMicros) {

  /** How far a batch has come. */
  public enum State {
    /** Calls are added to it. */
    FILLING,
    /** Its input is fixed. */
    SEALED,
    /** The provider has its input. */
    UPLOADED,
    /** The provider may know of it: it was, or is about to be, told. */
    CREATING,
    /** The provider works on it, or has done so. */
    CREATED,
    /** All that the provider will ever say of it is kept. */
    COLLECTED;

    /** Its name where it is kept. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state of a name. */
    public static State of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
