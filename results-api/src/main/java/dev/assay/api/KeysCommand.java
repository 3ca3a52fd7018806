package dev.assay.api;

import dev.assay.api.access.ApiKeys;
import dev.assay.api.access.Role;
import dev.assay.catalog.database.Database;
import dev.assay.installation.InstallationOptions;
import dev.assay.installation.Settings;
import java.time.Clock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code assay keys}. */
@Command(
    name = "keys",
    description = "Makes, lists and revokes the keys with which users sign in to the server.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {

  @Mixin private InstallationOptions options = new InstallationOptions();

  @Option(
      names = "--org",
      scope = ScopeType.INHERIT,
      paramLabel = "ORG",
      description = "Organization. Default: 'org' of the settings")
  private @Nullable String org;

  @Command(
      name = "create",
      description = {
        "Makes a key of a user and prints its id and its secret, which nobody can show again.",
        "A user has one role, which holds for all its keys."
      },
      mixinStandardHelpOptions = true)
  int create(
      @Option(names = "--user", paramLabel = "USER", required = true, description = "The user's id")
          String user,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              required = true,
              description = "What the user may do: ${COMPLETION-CANDIDATES}")
          Role role) {
    if (user.isBlank() || user.indexOf('\0') >= 0) {
      throw new CommandFailed("Invalid user '%s': give a name that is not empty".formatted(user));
    }
    open(
        (keys, organization) -> {
          ApiKeys.Created created = keys.create(organization, user.strip(), role);
          created
              .formerRole()
              .ifPresent(
                  former ->
                      System.err.printf(
                          "%s was %s and is %s now, with all keys%n", user, former, role.label()));
          System.out.printf("key id  %s%nkey     %s%n", created.id(), created.secret());
        });
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists the keys of an organization, also those revoked.",
      mixinStandardHelpOptions = true)
  int list() {
    open(
        (keys, organization) ->
            keys.list(organization)
                .forEach(
                    key ->
                        System.out.printf(
                            "%s  %-9s  %s  %-27s  %s%n",
                            key.id(),
                            key.role(),
                            key.createdAt(),
                            key.revokedAt() == null ? "good" : "revoked " + key.revokedAt(),
                            key.userId())));
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Ends a key at once, and the tokens that were given for it.",
      mixinStandardHelpOptions = true)
  int revoke(@Parameters(paramLabel = "KEY_ID", description = "The key's id") String keyId) {
    open(
        (keys, organization) -> {
          if (!keys.revoke(organization, keyId)) {
            throw new CommandFailed(
                "Cannot revoke %s: organization %s has no such key, or it is revoked already. See: assay keys list"
                    .formatted(keyId, organization));
          }
          System.err.println("Revoked " + keyId);
        });
    return 0;
  }

  private void open(BiConsumer<ApiKeys, String> work) {
    Settings settings = options.settings();
    String organization = org == null ? settings.org() : org;
    options.home().create();
    try (Database database = options.home().openCatalog(settings)) {
      database.extend(ApiSchema.SCHEMA);
      work.accept(new ApiKeys(database.dataSource(), Clock.systemUTC()), organization);
    }
  }
}
