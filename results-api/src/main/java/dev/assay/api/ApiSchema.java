package dev.assay.api;

import dev.assay.catalog.database.DatabaseSchema;

/**
 * The tables that the server keeps in the catalog's database: users, keys, pages, unit tests,
 * manual results.
 */
final class ApiSchema {
  static final DatabaseSchema SCHEMA =
      new DatabaseSchema(
          "tables of the server", "classpath:db/migration/api", "api_schema_history", 3);

  private ApiSchema() {}
}
