package dev.assay.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The description of all routes, for programs and for the makers of clients. */
@RestController
final class OpenApiController {
  private final byte[] document = document();

  @GetMapping("/openapi.json")
  ResponseEntity<byte[]> openApi() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
  }

  private static byte[] document() {
    try (InputStream in =
        Objects.requireNonNull(OpenApiController.class.getResourceAsStream("openapi.json"))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
