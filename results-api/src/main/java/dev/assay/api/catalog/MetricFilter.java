package dev.assay.api.catalog;

import dev.assay.api.http.Query;
import dev.assay.catalog.Actor;
import dev.assay.catalog.Metric;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which metrics a list or a search shows. Values of one parameter are alternatives, except tags,
 * all of which must match; an empty list is no filter.
 *
 * @param deleted what was asked for; absent, the default
 */
record MetricFilter(
    List<String> ids,
    List<String> services,
    List<String> types,
    Optional<Boolean> deleted,
    List<Actor> creators,
    List<Tag> tags)
    implements Predicate<Metric> {

  private static final List<String> TYPES = List.of("boolean", "numerical", "categorical");

  /**
   * A tag to be had.
   *
   * @param value null for the tag without a value
   */
  record Tag(String key, boolean anyValue, @Nullable String value) {

    static Optional<Tag> of(String text) {
      int colon = text.indexOf(':');
      if (colon < 0 || text.substring(0, colon).isBlank()) {
        return Optional.empty();
      }
      String value = text.substring(colon + 1).strip();
      return Optional.of(
          new Tag(
              text.substring(0, colon).strip(), value.equals("*"), value.isEmpty() ? null : value));
    }

    boolean isOf(Metric metric) {
      return metric.tags().containsKey(key)
          && (anyValue || Objects.equals(metric.tags().get(key), value));
    }
  }

  /** Of a list. */
  static MetricFilter ofList(Query query) {
    return new MetricFilter(
        query.ids("id"),
        query.ids("applied_to_service"),
        query.words("type", TYPES),
        query.flag("is_deleted"),
        creators(query),
        tags(query));
  }

  /** Of a search, which shows no deleted metrics. */
  static MetricFilter ofSearch(Query query) {
    return new MetricFilter(
        List.of(),
        query.ids("applied_to_service"),
        query.words("type", TYPES),
        Optional.of(false),
        creators(query),
        tags(query));
  }

  @Override
  public boolean test(Metric metric) {
    return (ids.isEmpty() || ids.contains(metric.id()))
        && isShown(metric)
        && (types.isEmpty() || types.contains(metric.latest().value().type()))
        && (creators.isEmpty() || creators.contains(metric.creator()))
        && tags.stream().allMatch(tag -> tag.isOf(metric))
        && (services.isEmpty() || services.stream().anyMatch(id -> isAppliedTo(metric, id)));
  }

  /** Every part of the filter, for telling one from another. */
  List<String> parts() {
    return List.of(
        ids.toString(),
        services.toString(),
        types.toString(),
        deleted.toString(),
        creators.toString(),
        tags.toString());
  }

  /** A metric that is asked for by its id is shown although it is deleted. */
  private boolean isShown(Metric metric) {
    return !metric.deleted() || deleted.orElse(!ids.isEmpty());
  }

  private static boolean isAppliedTo(Metric metric, String service) {
    return metric.appliedToServices().contains(service)
        || metric.appliedToServices().contains(Metric.EVERY_SERVICE);
  }

  private static List<Actor> creators(Query query) {
    return query.list(
        "creator",
        text -> {
          int comma = text.indexOf(',');
          return comma < 1 || comma == text.length() - 1
              ? Optional.empty()
              : Optional.of(new Actor(text.substring(0, comma), text.substring(comma + 1)));
        },
        "Input should be an organization and a user with a comma between them");
  }

  private static List<Tag> tags(Query query) {
    List<Tag> tags =
        query.list(
            "tag", Tag::of, "Input should be key:value, key:* for any value, or key: for none");
    return List.copyOf(tags);
  }
}
