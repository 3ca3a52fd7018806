package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.http.Json;
import dev.assay.installation.Home;
import dev.assay.installation.Settings;
import dev.assay.installation.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Holds the description of the routes to the routes that there are. */
class OpenApiTest {

  /** The description, as the server gives it. */
  static JsonNode document() {
    byte[] json = Objects.requireNonNull(new OpenApiController().openApi().getBody());
    return Json.read(new String(json, StandardCharsets.UTF_8));
  }

  @Test
  void itDescribesEveryRouteOfAnOrganizationAndNoOther(@TempDir Path folder) throws IOException {
    Set<String> routes = routes(folder);
    routes.removeIf(route -> !route.contains(" /v1/"));
    Set<String> described = new TreeSet<>();
    document()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(described).isEqualTo(routes).hasSizeGreaterThan(5);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    JsonNode document = document();
    List<JsonNode> references = document.findValues("$ref");

    assertThat(references)
        .hasSizeGreaterThan(50)
        .allSatisfy(
            reference -> {
              String pointer = reference.stringValue();
              assertThat(pointer).startsWith("#/");
              assertThat(document.at(pointer.substring(1)).isMissingNode()).as(pointer).isFalse();
            });
  }

  /** The routes of a server in this process, where they can be asked for. */
  private static Set<String> routes(Path folder) throws IOException {
    Settings usual = SettingsFile.read(Files.createFile(folder.resolve("assay.yaml")), folder);
    Settings settings = usual.withServer(usual.server().at("127.0.0.1", 0));
    Set<String> routes = new TreeSet<>();
    try (ApiServer server =
        ApiServer.start(new Home(folder.resolve("home")), settings, Clock.systemUTC())) {
      server
          .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
          .getHandlerMethods()
          .keySet()
          .forEach(
              mapping ->
                  mapping
                      .getPatternValues()
                      .forEach(
                          path ->
                              mapping
                                  .getMethodsCondition()
                                  .getMethods()
                                  .forEach(method -> routes.add(method + " " + path))));
    }
    return routes;
  }
}
