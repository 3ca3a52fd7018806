package dev.assay.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A page to read and try the routes: Swagger UI, served by this server alone. */
@RestController
final class DocsPage {
  private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/";

  /** Loads nothing from elsewhere, and sends what is tried to this server only. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String version = version();

  @GetMapping("/docs")
  ResponseEntity<ClassPathResource> page() {
    return own("index.html", MediaType.TEXT_HTML);
  }

  @GetMapping("/docs/{file:start\\.js|swagger-ui\\.css|swagger-ui-bundle\\.js}")
  ResponseEntity<ClassPathResource> file(@PathVariable("file") String file) {
    MediaType type = MediaType.valueOf(file.endsWith(".js") ? "text/javascript" : "text/css");
    return file.equals("start.js")
        ? own(file, type)
        : answer(new ClassPathResource(SWAGGER_UI + version + "/" + file), type);
  }

  /** The folder of the library's files is named like its version. */
  private static String version() {
    Properties library = new Properties();
    try (InputStream in =
        new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties")
            .getInputStream()) {
      library.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return library.getProperty("version");
  }

  private static ResponseEntity<ClassPathResource> own(String file, MediaType type) {
    return answer(new ClassPathResource("docs/" + file, DocsPage.class), type);
  }

  private static ResponseEntity<ClassPathResource> answer(ClassPathResource file, MediaType type) {
    return ResponseEntity.ok()
        .contentType(type)
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .body(file);
  }
}
