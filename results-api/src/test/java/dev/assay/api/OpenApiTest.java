package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.Reply;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Holds the description of the routes to the routes that there are. */
class OpenApiTest {

  @TempDir private static Path folder;
  private static TestServer server;
  private static JsonNode document;

  @BeforeAll
  static void start() {
    server = TestServer.start(folder);
    Reply reply =
        server.send(HttpRequest.newBuilder(server.uri("/openapi.json")).GET().build()).is(200);
    document = reply.json();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void itDescribesEveryRouteOfAnOrganizationAndNoOther() {
    Set<String> routes = new TreeSet<>();
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
    routes.removeIf(route -> !route.contains(" /v1/"));
    Set<String> described = new TreeSet<>();
    document
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
}
