package dev.assay.api.http;

import java.util.List;

/**
 * One thing wrong with a request.
 *
 * @param loc where: {@code body}, {@code query}, {@code path} or {@code header}, then names and
 *     positions inward
 * @param msg for a person
 * @param type countable, such as {@code missing}
 */
public record Problem(List<Object> loc, String msg, String type) {
  public Problem {
    loc = List.copyOf(loc);
  }
}
