package dev.assay.jobs.evaluate;

/** What a run keeps of its waves besides results and failures; called from the run's thread. */
public interface WaveListener {

  /**
   * A wave's tasks are done, and nothing of it is committed yet. May be called again after a crash.
   */
  void beforeCommit();

  /**
   * Evaluations were carried over.
   *
   * @param code countable
   * @param message for a person
   */
  void carriedOver(String code, String message);

  /** Keeps nothing. */
  WaveListener NONE =
      new WaveListener() {
        @Override
        public void beforeCommit() {}

        @Override
        public void carriedOver(String code, String message) {}
      };
}
