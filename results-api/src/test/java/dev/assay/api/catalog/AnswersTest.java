package dev.assay.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.catalog.Actor;
import dev.assay.catalog.CatalogDatabase;
import dev.assay.catalog.CatalogException;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.Promotions;
import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.DatabaseFailed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.ResponseEntity;

class AnswersTest {
  private static final String NOBODY = "0123456789abcdef01234567";

  @TempDir private Path home;

  @Test
  void aDatabaseThatFailsIsNotReadyAndTellsClientsNoMore() {
    Database database = CatalogDatabase.embedded(home);
    database.close();
    DatabaseFailed failure =
        catchThrowableOfType(
            DatabaseFailed.class,
            () -> new MetricStore(database.dataSource(), Clock.systemUTC()).list("acme"));

    ResponseEntity<byte[]> answer = new Answers().failed(failure);

    assertThat(answer.getStatusCode().value()).isEqualTo(503);
    assertThat(body(answer))
        .contains("not_ready", "The catalog cannot be reached; try again")
        .doesNotContain(String.valueOf(failure.getMessage()));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    try (Database database = CatalogDatabase.embedded(home)) {
      CatalogException refusal =
          catchThrowableOfType(
              CatalogException.class,
              () ->
                  new Promotions(database.dataSource(), Clock.systemUTC())
                      .promote("acme", NOBODY, 1, new Actor("acme", "ann")));

      ResponseEntity<byte[]> answer = new Answers().refused(refusal);

      assertThat(answer.getStatusCode().value()).isEqualTo(404);
      assertThat(body(answer)).contains("metric_not_found", NOBODY);
    }
  }

  private static String body(ResponseEntity<byte[]> answer) {
    return new String(Objects.requireNonNull(answer.getBody()), StandardCharsets.UTF_8);
  }
}
