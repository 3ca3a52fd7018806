package dev.assay.installation;

/** How the database of the catalog is logged in to, where it is a PostgreSQL. */
public final class CatalogLogin {

  /** The environment variable that holds the password. */
  public static final String PASSWORD = "ASSAY_CATALOG_PASSWORD";

  private CatalogLogin() {}

  public static String user(Settings settings) {
    String user = settings.catalogUser();
    return user == null ? "assay" : user;
  }

  public static String password() {
    return System.getenv().getOrDefault(PASSWORD, "");
  }
}
