package dev.assay.jobs.nightly;

/** Told how a run comes on; called from the run's thread, and from a timer while cells are done. */
public interface RunProgress {

  /** A step begins; {@code what} is a few words for a person. */
  void step(String what);

  /** How many bytes of archives are read. */
  default void bytes(long done, long total) {}

  /** How many of a step's cells are done. */
  void cells(long done, long total);

  /** How many of the requests of a run's batches are over. */
  default void requests(long done, long total) {}

  /** Something worth a line. */
  void note(String line);

  /** Says nothing. */
  RunProgress SILENT =
      new RunProgress() {
        @Override
        public void step(String what) {}

        @Override
        public void cells(long done, long total) {}

        @Override
        public void note(String line) {}
      };
}
