package dev.assay.api;

import dev.assay.catalog.DatabaseSchema;

/** The tables that the server keeps in the catalog's database: users, keys, pages. */
final class ApiSchema {
  static final DatabaseSchema SCHEMA =
      new DatabaseSchema(
          "tables of the server", "classpath:db/migration/api", "api_schema_history", 1);

  private ApiSchema() {}
}
