package dev.assay.catalog;

import dev.assay.catalog.database.DatabaseFailed;
import dev.assay.catalog.database.Transactions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Metrics and their immutable versions, kept by organization. Thread-safe, and safe beside other
 * processes on the same database. What a method returned is durable.
 *
 * <p>Every method throws {@link DatabaseFailed} when the database cannot be used.
 */
public final class MetricStore {
  private static final int ID_BYTES = 12;

  private final Transactions transactions;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param dataSource of {@link CatalogDatabase}
   * @param clock what creation and update times are read from, cut to microseconds
   */
  public MetricStore(DataSource dataSource, InstantSource clock) {
    this.transactions = new Transactions(dataSource);
    this.clock = clock;
  }

  /**
   * Creates a metric with version 1.
   *
   * @throws CatalogException.NameTaken by a metric of the organization that is not deleted
   */
  public Metric create(MetricDefinition definition, String orgId, Actor actor) {
    return transactions.write(
        connection ->
            insert(connection, definition, orgId, actor)
                .orElseThrow(() -> new CatalogException.NameTaken(orgId, definition.name())));
  }

  /**
   * Changes a metric. A description, value configuration or evaluator that differs makes one new
   * version; the same ones make none, and a change of nothing writes nothing.
   *
   * @return the metric as it is now
   * @throws CatalogException.MetricNotFound also when it is deleted
   * @throws CatalogException.NameChanged when the change names another name
   * @throws CatalogException.ValueTypeChanged when the value has another type
   * @throws CatalogException.InvalidDefinition when what results breaks a rule
   */
  public Metric update(String orgId, String metricId, MetricChange change, Actor actor) {
    return transactions.write(
        connection -> {
          Metric current = lock(connection, orgId, metricId);
          String name = change.name();
          if (name != null && !name.strip().equals(current.name())) {
            throw new CatalogException.NameChanged(metricId, current.name(), name.strip());
          }
          return become(connection, current, change.appliedTo(MetricDefinition.of(current)), actor);
        });
  }

  /**
   * Makes a version although it may be the same as the latest.
   *
   * @param expectedVersion the number it must get
   * @param evaluator absent keeps the latest version's
   * @return its number
   * @throws CatalogException.VersionConflict when {@code expectedVersion} is not the next number
   * @throws CatalogException.MetricNotFound also when it is deleted
   * @throws CatalogException.ValueTypeChanged when the value has another type
   * @throws CatalogException.InvalidDefinition when it breaks a rule
   */
  public int createVersion(
      String orgId,
      String metricId,
      int expectedVersion,
      String description,
      MetricValue value,
      Optional<EvaluatorDefinition> evaluator,
      Actor actor) {
    return transactions.write(
        connection -> {
          Metric current = lock(connection, orgId, metricId);
          int next = current.latest().version() + 1;
          if (expectedVersion != next) {
            throw new CatalogException.VersionConflict(metricId, expectedVersion, next);
          }
          MetricChange change =
              MetricChange.nothing()
                  .withDescription(description)
                  .withValue(value)
                  .withEvaluator(evaluator.orElse(null));
          MetricDefinition wanted = change.appliedTo(MetricDefinition.of(current));
          checkValueType(current, wanted);
          write(connection, current, wanted, next, actor);
          return next;
        });
  }

  /**
   * Deletes a metric softly: its name is free again, its history stays readable.
   *
   * @throws CatalogException.MetricNotFound also when it is deleted already
   */
  public void delete(String orgId, String metricId, Actor actor) {
    delete(orgId, metricId, actor, MetricUse.NONE);
  }

  /**
   * Deletes a metric softly, unless something uses it.
   *
   * @throws CatalogException.MetricNotFound also when it is deleted already
   * @throws CatalogException.MetricInUse when it is used
   */
  public void delete(String orgId, String metricId, Actor actor, MetricUse use) {
    transactions.write(
        connection -> {
          Metric current = lock(connection, orgId, metricId);
          List<String> users = use.users(connection, metricId);
          if (!users.isEmpty()) {
            throw new CatalogException.MetricInUse(metricId, users);
          }
          MetricTables.update(connection, current.deletedBy(actor, now()));
          return metricId;
        });
  }

  /** What is done in one transaction while metrics cannot be deleted or changed. */
  @FunctionalInterface
  public interface KeptWork {
    /**
     * Does it; may be called again when the database lost a race.
     *
     * @param metrics by id
     */
    void run(Connection connection, Map<String, Metric> metrics) throws SQLException;
  }

  /**
   * Does work in one transaction during which the metrics are neither deleted nor changed.
   *
   * @throws CatalogException.MetricNotFound when one is unknown or deleted
   */
  public void whileKept(String orgId, Collection<String> metricIds, KeptWork work) {
    transactions.write(
        connection -> {
          Map<String, Metric> metrics = new HashMap<>();
          // In one order, so that two callers do not block each other.
          for (String metricId : new TreeSet<>(metricIds)) {
            metrics.put(metricId, lock(connection, orgId, metricId));
          }
          work.run(connection, metrics);
          return metrics.size();
        });
  }

  /** A metric, also when it is deleted. */
  public Optional<Metric> find(String orgId, String metricId) {
    return transactions.read(connection -> MetricTables.find(connection, orgId, metricId));
  }

  /** The metric of that name that is not deleted; white space around the name is ignored. */
  public Optional<Metric> findByName(String orgId, String name) {
    return transactions.read(
        connection -> MetricTables.findByName(connection, orgId, name.strip()));
  }

  /** The metrics that are not deleted, ordered by name. */
  public List<Metric> list(String orgId) {
    return byName(transactions.read(connection -> MetricTables.list(connection, orgId)));
  }

  /** All metrics, deleted ones too, ordered by name, then age. */
  public List<Metric> listAll(String orgId) {
    return byName(transactions.read(connection -> MetricTables.listAll(connection, orgId)));
  }

  /** Every version from 1; also of a deleted metric; none of an unknown one. */
  public List<MetricVersion> versions(String orgId, String metricId) {
    return transactions.read(connection -> MetricTables.versions(connection, orgId, metricId));
  }

  /** One version, also of a deleted metric. */
  public Optional<MetricVersion> version(String orgId, String metricId, int version) {
    return transactions.read(
        connection -> MetricTables.version(connection, orgId, metricId, version));
  }

  /**
   * Makes each definition so, all or none, ordered by name so that two callers do not block each
   * other.
   *
   * @throws RefusedChanges when metrics have another value type
   */
  public List<AppliedMetric> apply(String orgId, List<MetricDefinition> definitions, Actor actor) {
    List<MetricDefinition> sorted =
        definitions.stream().sorted(Comparator.comparing(MetricDefinition::name)).toList();
    return transactions.write(
        connection -> {
          List<AppliedMetric> applied = new ArrayList<>();
          List<CatalogException.ValueTypeChanged> refused = new ArrayList<>();
          for (MetricDefinition definition : sorted) {
            try {
              applied.add(applyOne(connection, orgId, definition, actor));
            } catch (CatalogException.ValueTypeChanged e) {
              refused.add(e);
            }
          }
          if (!refused.isEmpty()) {
            throw new RefusedChanges(refused);
          }
          return applied;
        });
  }

  /** The metrics that are not deleted, as {@link #apply} would leave them; writes nothing. */
  public List<Metric> preview(String orgId, List<MetricDefinition> definitions, Actor actor) {
    Map<String, Metric> metrics = new HashMap<>();
    list(orgId).forEach(metric -> metrics.put(metric.name(), metric));
    for (MetricDefinition wanted : definitions) {
      Metric current = metrics.get(wanted.name());
      if (current == null) {
        metrics.put(wanted.name(), fresh(wanted, orgId, actor));
      } else if (!isAlready(current, wanted)) {
        Instant now = now();
        MetricVersion latest =
            wanted.measuresTheSameAs(MetricDefinition.of(current))
                ? current.latest()
                : wanted.asVersion(current.id(), current.latest().version() + 1, actor, now);
        metrics.put(wanted.name(), current.changedTo(wanted, latest, actor, now));
      }
    }
    return byName(List.copyOf(metrics.values()));
  }

  /** What {@link #apply} would refuse now. */
  public List<CatalogException.ValueTypeChanged> refusals(
      String orgId, List<MetricDefinition> definitions) {
    Map<String, Metric> byName = new HashMap<>();
    list(orgId).forEach(metric -> byName.put(metric.name(), metric));
    List<CatalogException.ValueTypeChanged> refused = new ArrayList<>();
    for (MetricDefinition definition : definitions) {
      Metric metric = byName.get(definition.name());
      if (metric != null) {
        valueTypeChange(metric, definition).ifPresent(refused::add);
      }
    }
    return refused;
  }

  /** Definitions that the store's metrics cannot become. */
  public static final class RefusedChanges extends RuntimeException {
    @SuppressWarnings("serial") // an unmodifiable list, never serialized
    private final List<CatalogException.ValueTypeChanged> changes;

    RefusedChanges(List<CatalogException.ValueTypeChanged> changes) {
      this.changes = List.copyOf(changes);
    }

    /** What was refused, never empty. */
    public List<CatalogException.ValueTypeChanged> changes() {
      return changes;
    }
  }

  /** Starts over when the metric appeared or was deleted between two statements. */
  private AppliedMetric applyOne(
      Connection connection, String orgId, MetricDefinition wanted, Actor actor)
      throws SQLException {
    while (true) {
      Optional<Metric> found = MetricTables.findByName(connection, orgId, wanted.name());
      if (found.isEmpty()) {
        Optional<Metric> created = insert(connection, wanted, orgId, actor);
        if (created.isPresent()) {
          return applied(created.get(), AppliedMetric.Outcome.CREATED);
        }
      } else if (isAlready(found.get(), wanted)) {
        return applied(found.get(), AppliedMetric.Outcome.UNCHANGED);
      } else {
        Optional<Metric> before = lockIfPresent(connection, orgId, found.get().id());
        if (before.isPresent()) {
          Metric after = become(connection, before.get(), wanted, actor);
          return applied(after, outcome(before.get(), after));
        }
      }
    }
  }

  private static AppliedMetric applied(Metric metric, AppliedMetric.Outcome outcome) {
    return new AppliedMetric(metric.id(), metric.name(), metric.latest().version(), outcome);
  }

  private static AppliedMetric.Outcome outcome(Metric before, Metric after) {
    if (after.latest().version() > before.latest().version()) {
      return AppliedMetric.Outcome.NEW_VERSION;
    }
    return after.equals(before) ? AppliedMetric.Outcome.UNCHANGED : AppliedMetric.Outcome.UPDATED;
  }

  private Optional<Metric> insert(
      Connection connection, MetricDefinition definition, String orgId, Actor actor)
      throws SQLException {
    Metric metric = fresh(definition, orgId, actor);
    if (!MetricTables.insertIfNameIsFree(connection, metric)) {
      return Optional.empty();
    }
    MetricTables.insertVersion(connection, metric.latest());
    return Optional.of(metric);
  }

  private Metric fresh(MetricDefinition definition, String orgId, Actor actor) {
    Instant now = now();
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String metricId = HexFormat.of().formatHex(id);
    return new Metric(
        metricId,
        orgId,
        definition.name(),
        definition.appliedToServices(),
        definition.additionalNotes(),
        definition.tags(),
        definition.samplingRate(),
        definition.asVersion(metricId, 1, actor, now),
        actor,
        actor,
        false,
        now,
        now);
  }

  private static Metric lock(Connection connection, String orgId, String metricId)
      throws SQLException {
    return lockIfPresent(connection, orgId, metricId)
        .orElseThrow(() -> new CatalogException.MetricNotFound(orgId, metricId));
  }

  private static Optional<Metric> lockIfPresent(
      Connection connection, String orgId, String metricId) throws SQLException {
    return MetricTables.lock(connection, orgId, metricId)
        ? MetricTables.find(connection, orgId, metricId)
        : Optional.empty();
  }

  private Metric become(Connection connection, Metric current, MetricDefinition wanted, Actor actor)
      throws SQLException {
    checkValueType(current, wanted);
    if (isAlready(current, wanted)) {
      return current;
    }
    int latest = current.latest().version();
    boolean sameVersion = wanted.measuresTheSameAs(MetricDefinition.of(current));
    return write(connection, current, wanted, sameVersion ? latest : latest + 1, actor);
  }

  private Metric write(
      Connection connection, Metric current, MetricDefinition wanted, int version, Actor actor)
      throws SQLException {
    Instant now = now();
    MetricVersion latest = current.latest();
    if (version > latest.version()) {
      latest = wanted.asVersion(current.id(), version, actor, now);
      MetricTables.insertVersion(connection, latest);
    }
    Metric changed = current.changedTo(wanted, latest, actor, now);
    MetricTables.update(connection, changed);
    return changed;
  }

  private static boolean isAlready(Metric current, MetricDefinition wanted) {
    MetricDefinition present = MetricDefinition.of(current);
    return wanted.measuresTheSameAs(present) && wanted.isLabelledAs(present);
  }

  private static void checkValueType(Metric current, MetricDefinition wanted) {
    Optional<CatalogException.ValueTypeChanged> change = valueTypeChange(current, wanted);
    if (change.isPresent()) {
      throw change.get();
    }
  }

  private static Optional<CatalogException.ValueTypeChanged> valueTypeChange(
      Metric current, MetricDefinition wanted) {
    String type = current.latest().value().type();
    return type.equals(wanted.value().type())
        ? Optional.empty()
        : Optional.of(
            new CatalogException.ValueTypeChanged(current.name(), type, wanted.value().type()));
  }

  private static List<Metric> byName(List<Metric> metrics) {
    return metrics.stream()
        .sorted(
            Comparator.comparing(Metric::name)
                .thenComparing(Metric::createdAt)
                .thenComparing(Metric::id))
        .toList();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
