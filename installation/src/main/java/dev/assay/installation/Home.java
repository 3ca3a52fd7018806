package dev.assay.installation;

import dev.assay.catalog.CatalogDatabase;
import dev.assay.catalog.database.Database;
import dev.assay.installation.run.RunSchema;
import dev.assay.ledger.LedgerStore;
import dev.assay.results.commit.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that holds all state: catalog database, tables, locks, reports and what runs have in
 * hand.
 */
public record Home(Path root) {

  public Home {
    root = root.toAbsolutePath().normalize();
  }

  /** Creates the folder when it is missing. */
  public Home create() {
    try {
      Files.createDirectories(locks());
      Files.createDirectories(reports());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create the home %s: %s. Name a writable folder with --home."
              .formatted(root, e.getMessage()),
          e);
    }
  }

  public Path catalog() {
    return root.resolve("catalog");
  }

  /**
   * Opens the catalog's database, the embedded one unless the settings name another, and creates
   * what is missing in it: the tables of the catalog, and those of runs.
   */
  public Database openCatalog(Settings settings) {
    String url = settings.catalogUrl();
    Database database =
        url == null
            ? CatalogDatabase.embedded(catalog())
            : CatalogDatabase.postgresql(url, CatalogLogin.user(settings), CatalogLogin.password());
    try {
      database.extend(RunSchema.SCHEMA);
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** The store of judge calls and answers. */
  public Path ledger() {
    return root.resolve("ledger");
  }

  /** Whether there is a store of judge calls: the embedded one is made at the first call. */
  public boolean hasLedger(Settings settings) {
    return settings.catalogUrl() != null || Files.exists(ledger().resolve("ledger.db"));
  }

  /** Opens the store of judge calls, beside the catalog, and creates what is missing in it. */
  public LedgerStore openLedger(Settings settings) {
    String url = settings.catalogUrl();
    return url == null
        ? LedgerStore.embedded(ledger())
        : LedgerStore.postgresql(url, CatalogLogin.user(settings), CatalogLogin.password());
  }

  public Warehouse warehouse() {
    return Warehouse.at(warehouseRoot());
  }

  public Path warehouseRoot() {
    return root.resolve("warehouse");
  }

  /** What was typed at the prompt of {@code sql}. */
  public Path sqlHistory() {
    return root.resolve("sql-history");
  }

  public Path locks() {
    return root.resolve("locks");
  }

  /** What the process of a run that is under way holds. */
  public Path runLock(String runId) {
    return locks().resolve("run-%s.lock".formatted(runId));
  }

  public Path reports() {
    return root.resolve("reports");
  }

  /** What a run has read and not yet committed; gone when the run is complete. */
  public Path staging(String runId) {
    return staging().resolve(runId);
  }

  /** What runs have read and not yet committed, a folder each. */
  public Path staging() {
    return root.resolve("staging");
  }

  /** What an erasure that is not done is about; gone when it is. */
  public Path erasure() {
    return root.resolve("erasure.json");
  }

  /** What does not fit into memory, and the like. */
  public Path temporary() {
    return root.resolve("tmp");
  }
}
