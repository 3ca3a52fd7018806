package dev.assay.catalog.database;

/**
 * Locks by name that all processes of a database share. A lock ends with the process that holds it,
 * however that ends. Thread-safe.
 */
public interface NamedLocks {

  /**
   * Waits for a lock and holds it, until the result is closed by the same thread. A thread that
   * holds one takes no more.
   *
   * @throws DatabaseFailed when it cannot be had
   */
  Held hold(String name);

  /** A lock that is held. */
  interface Held extends AutoCloseable {

    /**
     * Lets those pass who still hold it; called before what the lock is held for.
     *
     * @throws DatabaseFailed when it is lost
     */
    void check();

    @Override
    void close();
  }
}
