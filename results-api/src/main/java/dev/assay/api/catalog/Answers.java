package dev.assay.api.catalog;

import dev.assay.api.http.ApiError;
import dev.assay.api.http.Json;
import dev.assay.api.http.Problem;
import dev.assay.catalog.CatalogException;
import dev.assay.catalog.database.DatabaseFailed;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What clients are told when the catalog refuses or fails. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  @ExceptionHandler(CatalogException.class)
  ResponseEntity<byte[]> refused(CatalogException refusal) {
    return Json.answer(error(refusal));
  }

  @ExceptionHandler(DatabaseFailed.class)
  ResponseEntity<byte[]> failed(DatabaseFailed failure) {
    log.error("The catalog failed", failure);
    return Json.answer(new ApiError(503, "not_ready", "The catalog cannot be reached; try again"));
  }

  private static ApiError error(CatalogException refusal) {
    if (refusal instanceof CatalogException.InvalidDefinition invalid) {
      return ApiError.invalid(
          invalid.problems().stream()
              .map(p -> new Problem(List.of("body", p.field()), p.message(), "invalid_definition"))
              .toList());
    }
    if (refusal instanceof CatalogException.VersionConflict conflict) {
      return new ApiError(
          409,
          conflict.code(),
          String.valueOf(conflict.getMessage()),
          Map.of("next_version", conflict.nextVersion()));
    }
    if (refusal instanceof CatalogException.MetricInUse used) {
      return new ApiError(
          400, used.code(), String.valueOf(used.getMessage()), Map.of("used_by", used.users()));
    }
    if (refusal instanceof CatalogException.NameTaken) {
      return told(409, refusal);
    }
    boolean isMissing =
        refusal instanceof CatalogException.MetricNotFound
            || refusal instanceof CatalogException.VersionNotFound;
    return told(isMissing ? 404 : 400, refusal);
  }

  private static ApiError told(int status, CatalogException refusal) {
    return new ApiError(status, refusal.code(), String.valueOf(refusal.getMessage()));
  }
}
