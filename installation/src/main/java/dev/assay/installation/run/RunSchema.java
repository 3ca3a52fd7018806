package dev.assay.installation.run;

import dev.assay.catalog.database.DatabaseSchema;

/** The tables of runs, which stand in the catalog's database. */
public final class RunSchema {
  public static final DatabaseSchema SCHEMA =
      new DatabaseSchema("tables of runs", "classpath:db/migration/run", "run_schema_history", 1);

  private RunSchema() {}
}
