package dev.assay.catalog;

import dev.assay.catalog.database.DatabaseSchema;

/** The tables of the catalog. */
final class CatalogSchema {
  static final DatabaseSchema SCHEMA =
      new DatabaseSchema("catalog", "classpath:db/migration/catalog", "catalog_schema_history", 3);

  private CatalogSchema() {}
}
