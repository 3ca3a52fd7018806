package dev.assay.api.http;

import java.util.List;

/** Ids in paths. */
public final class PathId {

  private PathId() {}

  /**
   * Lets an id pass.
   *
   * @throws ApiError 422 when it is none
   */
  public static void check(String id) {
    if (!Query.ID.matcher(id).matches()) {
      throw ApiError.invalid(
          List.of(
              new Problem(
                  List.of("path", "id"),
                  "Input should be an id of 24 lowercase hex digits",
                  "id")));
    }
  }
}
