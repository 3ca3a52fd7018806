package dev.assay.catalog;

import java.util.Collection;

/**
 * Locks by name that all processes of a database share. A lock ends with the process that holds it,
 * however that ends. Who waits for a lock gets it, however many others share it one after another.
 * Thread-safe.
 */
public interface NamedLocks {

  /**
   * Waits for locks and holds them, until the result is closed by the same thread. A thread that
   * holds some takes no more.
   *
   * @param alone names that nobody else may hold meanwhile
   * @param shared names that others may share; none of them is in {@code alone}
   * @throws CatalogException.StoreFailed when they cannot be had
   */
  Held hold(Collection<String> alone, Collection<String> shared);

  /** Locks that are held. */
  interface Held extends AutoCloseable {

    /**
     * Lets those pass who still hold them; called before what the locks are held for.
     *
     * @throws CatalogException.StoreFailed when they are lost
     */
    void check();

    @Override
    void close();
  }
}
