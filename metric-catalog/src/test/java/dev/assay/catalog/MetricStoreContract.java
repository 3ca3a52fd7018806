package dev.assay.catalog;

import static dev.assay.catalog.Samples.ANN;
import static dev.assay.catalog.Samples.BOB;
import static dev.assay.catalog.Samples.BOOLEAN;
import static dev.assay.catalog.Samples.NOON;
import static dev.assay.catalog.Samples.NOON_MICROS;
import static dev.assay.catalog.Samples.code;
import static dev.assay.catalog.Samples.judge;
import static dev.assay.catalog.Samples.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.assay.catalog.AppliedMetric.Outcome;
import dev.assay.catalog.database.Database;
import dev.assay.catalog.file.ApplyReport;
import dev.assay.catalog.file.InvalidMetricFiles;
import dev.assay.catalog.file.MetricApplier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database must do for the catalog. Each test has an organization of its own. */
abstract class MetricStoreContract {
  private static final Instant LATER = Instant.parse("2026-01-03T00:00:00Z");

  @TempDir Path files;

  private final String org = "org-" + UUID.randomUUID();

  abstract Database database();

  private MetricStore storeAt(Instant now) {
    return new MetricStore(database().dataSource(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private Promotions promotionsAt(Instant now) {
    return new Promotions(database().dataSource(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private MetricStore store() {
    return storeAt(NOON);
  }

  @Test
  void aCreatedMetricIsFoundAsItWasGiven() {
    TreeMap<String, String> tags = new TreeMap<>(Map.of("category", "quality"));
    tags.put("urgent", null);
    MetricDefinition definition =
        new MetricDefinition(
            " Agent apologised ",
            "True when the agent apologised.\nAt least once.",
            new MetricValue.NumericalValue(-0.5, 10),
            judge(Map.of("weights", List.of(1, 2.5), "nested", Map.of("on", true))),
            new TreeSet<>(List.of("b", "a")),
            "  Ask Ann — naïve ☂ ",
            tags);

    Metric created = store().create(definition, org, ANN);

    assertThat(store().find(org, created.id())).contains(created);
    assertThat(created.id()).matches("[0-9a-f]{24}");
    assertThat(created.name()).isEqualTo("Agent apologised");
    assertThat(created.additionalNotes()).isEqualTo("Ask Ann — naïve ☂");
    assertThat(created.appliedToServices()).containsExactly("a", "b");
    assertThat(created.tags()).isEqualTo(tags);
    assertThat(created.createdAt()).isEqualTo(NOON_MICROS).isEqualTo(created.updatedAt());
    assertThat(created.creator()).isEqualTo(ANN).isEqualTo(created.updatedBy());
    assertThat(created.deleted()).isFalse();
    assertThat(created.latest().version()).isEqualTo(1);
    assertThat(created.latest().value()).isEqualTo(definition.value());
    assertThat(created.latest().evaluator()).isEqualTo(definition.evaluator());
  }

  @Test
  void aSamplingRateIsKeptAndChangesWithoutANewVersion() {
    Metric created = store().create(named("Politeness"), org, ANN);
    assertThat(created.samplingRate()).isEqualTo(1);

    Metric changed =
        storeAt(LATER).update(org, created.id(), MetricChange.nothing().withSamplingRate(0.1), BOB);

    assertThat(store().find(org, created.id())).contains(changed);
    assertThat(changed.samplingRate()).isEqualTo(0.1);
    assertThat(changed.latest()).isEqualTo(created.latest());
    assertThat(changed.updatedAt()).isEqualTo(LATER);
    assertThat(
            storeAt(LATER.plusSeconds(1))
                .update(org, created.id(), MetricChange.nothing().withSamplingRate(0.1), ANN))
        .isEqualTo(changed);
    assertThatThrownBy(
            () ->
                store().update(org, created.id(), MetricChange.nothing().withSamplingRate(2), ANN))
        .isInstanceOf(CatalogException.InvalidDefinition.class)
        .hasMessageContaining("Invalid sampling_rate 2: give a number above 0, up to 1");
  }

  @Test
  void aPromotedVersionStaysUntilAnotherIsPromoted() {
    Promotions promotions = promotionsAt(NOON);
    Metric metric = store().create(named("Politeness"), org, ANN);
    store().createVersion(org, metric.id(), 2, "Better", BOOLEAN, Optional.empty(), ANN);
    assertThat(promotions.of(org, metric.id())).isEmpty();

    Promotion first = promotions.promote(org, metric.id(), 1, ANN);
    store().createVersion(org, metric.id(), 3, "Best", BOOLEAN, Optional.empty(), ANN);
    assertThat(promotionsAt(LATER).promote(org, metric.id(), 1, BOB))
        .as("the same again")
        .isEqualTo(first)
        .isEqualTo(new Promotion(metric.id(), 1, ANN, NOON_MICROS));
    Promotion second = promotionsAt(LATER).promote(org, metric.id(), 3, BOB);
    Promotion third = promotionsAt(LATER).promote(org, metric.id(), 1, BOB);

    assertThat(promotions.history(org, metric.id())).containsExactly(third, second, first);
    assertThat(promotions.all(org)).isEqualTo(Map.of(metric.id(), third));
    assertThat(promotions.all(org + "-other")).isEmpty();
    assertThat(store().find(org, metric.id()).orElseThrow().latest().version()).isEqualTo(3);
  }

  @Test
  void onlyVersionsThatThereAreArePromoted() {
    Metric metric = store().create(named("Politeness"), org, ANN);

    assertThatThrownBy(() -> promotionsAt(NOON).promote(org, metric.id(), 2, ANN))
        .isInstanceOf(CatalogException.VersionNotFound.class)
        .hasMessageContaining("Cannot find version 2 of metric " + metric.id());
    assertThatThrownBy(() -> promotionsAt(NOON).promote(org + "-other", metric.id(), 1, ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class);
    store().delete(org, metric.id(), ANN);
    assertThatThrownBy(() -> promotionsAt(NOON).promote(org, metric.id(), 1, ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class);
  }

  @Test
  void ofPromotionsAtOnceEachIsKept() throws Exception {
    Metric metric = store().create(named("Politeness"), org, ANN);
    for (int version = 2; version <= 4; version++) {
      store().createVersion(org, metric.id(), version, "Better", BOOLEAN, Optional.empty(), ANN);
    }

    Race.run(4, i -> () -> promotionsAt(NOON).promote(org, metric.id(), i + 1, ANN));

    assertThat(promotionsAt(NOON).history(org, metric.id()))
        .extracting(Promotion::version)
        .containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  @Test
  void aPreviewIsWhatApplyingWouldMakeAndWritesNothing() throws Exception {
    Metric kept = store().create(named("Kept"), org, ANN);
    Metric changed = store().create(named("Changed"), org, ANN);
    Path file =
        Files.writeString(
            files.resolve("metrics.yaml"),
            """
            metrics:
              - {name: Changed, description: Another., metric_value: {type: boolean}}
              - {name: Added, description: New., metric_value: {type: boolean}}
            """);

    List<Metric> preview = new MetricApplier(store()).preview(file, org, BOB, DefinitionCheck.NONE);

    assertThat(store().list(org)).containsExactly(changed, kept);
    assertThat(preview).extracting(Metric::name).containsExactly("Added", "Changed", "Kept");
    assertThat(preview.get(1).id()).isEqualTo(changed.id());
    assertThat(preview.get(2)).isEqualTo(kept);
    new MetricApplier(store()).apply(file, org, BOB, DefinitionCheck.NONE);
    assertThat(store().list(org))
        .extracting(m -> m.latest().version(), m -> m.latest().description())
        .isEqualTo(
            preview.stream()
                .map(m -> tuple(m.latest().version(), m.latest().description()))
                .toList());
  }

  @Test
  void aNameIsTakenOnlyWithinItsOrganization() {
    store().create(named("Politeness"), org, ANN);

    store().create(named("Politeness"), org + "-other", ANN);

    assertThatThrownBy(() -> store().create(named(" Politeness "), org, BOB))
        .isInstanceOf(CatalogException.NameTaken.class)
        .hasMessageContaining("Cannot create metric 'Politeness'")
        .hasMessageContaining(org)
        .extracting(e -> ((CatalogException) e).code())
        .isEqualTo("name_taken");
  }

  @Test
  void namesThatDifferInCaseAreDifferentNames() {
    store().create(named("Politeness"), org, ANN);
    store().create(named("politeness"), org, ANN);

    assertThat(store().list(org))
        .extracting(Metric::name)
        .containsExactly("Politeness", "politeness");
  }

  @Test
  void anotherOrganizationSeesNothing() {
    Metric metric = store().create(named("Politeness"), org, ANN);
    String other = org + "-other";

    assertThat(store().find(other, metric.id())).isEmpty();
    assertThat(store().findByName(other, "Politeness")).isEmpty();
    assertThat(store().list(other)).isEmpty();
    assertThat(store().versions(other, metric.id())).isEmpty();
    assertThat(store().version(other, metric.id(), 1)).isEmpty();
    assertThatThrownBy(() -> store().delete(other, metric.id(), ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class);
    assertThatThrownBy(() -> store().update(other, metric.id(), MetricChange.nothing(), ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class);
  }

  @Test
  void ofManyThreadsThatCreateTheSameNameOneWins() throws Exception {
    List<Object> outcomes = Race.run(12, i -> () -> store().create(named("Politeness"), org, ANN));

    assertThat(outcomes).filteredOn(Metric.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(outcome -> !(outcome instanceof Metric))
        .hasSize(11)
        .allMatch(CatalogException.NameTaken.class::isInstance);
    assertThat(store().listAll(org)).hasSize(1);
  }

  @Test
  void aDeletedMetricKeepsItsHistoryAndFreesItsName() {
    Metric first = store().create(named("Politeness"), org, ANN);
    storeAt(LATER).delete(org, first.id(), BOB);
    Metric second = store().create(named("Politeness"), org, ANN);

    assertThat(store().list(org)).containsExactly(second);
    assertThat(store().findByName(org, " Politeness ")).contains(second);
    assertThat(store().listAll(org))
        .extracting(Metric::id)
        .containsExactlyInAnyOrder(first.id(), second.id());
    Metric deleted = store().find(org, first.id()).orElseThrow();
    assertThat(deleted.deleted()).isTrue();
    assertThat(deleted.updatedBy()).isEqualTo(BOB);
    assertThat(deleted.updatedAt()).isEqualTo(LATER);
    assertThat(store().versions(org, first.id())).hasSize(1);
  }

  @Test
  void aDeletedMetricCannotBeChanged() {
    String id = store().create(named("Politeness"), org, ANN).id();
    store().delete(org, id, ANN);

    assertThatThrownBy(() -> store().delete(org, id, ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class)
        .hasMessageContaining("Cannot find metric " + id);
    assertThatThrownBy(() -> store().update(org, id, MetricChange.nothing(), ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class);
    assertThatThrownBy(() -> store().createVersion(org, id, 2, "x", BOOLEAN, Optional.empty(), ANN))
        .isInstanceOf(CatalogException.MetricNotFound.class);
  }

  @Test
  void aMetricThatIsUsedIsNotDeleted() {
    String id = store().create(named("Used"), org, ANN).id();

    assertThatThrownBy(
            () -> store().delete(org, id, ANN, (connection, metricId) -> List.of("a", "b")))
        .isInstanceOf(CatalogException.MetricInUse.class)
        .hasMessage(
            "Cannot delete metric %s: it is used by a, b. Delete those first.".formatted(id));

    assertThat(store().find(org, id)).map(Metric::deleted).contains(false);
    store().delete(org, id, ANN, MetricUse.NONE);
    assertThat(store().find(org, id)).map(Metric::deleted).contains(true);
  }

  @Test
  void workOnKeptMetricsSeesThemAndIsAllOrNothing() {
    String one = store().create(named("One"), org, ANN).id();
    String two = store().create(named("Two"), org, ANN).id();
    TreeSet<String> seen = new TreeSet<>();

    store()
        .whileKept(
            org,
            List.of(two, one),
            (connection, metrics) -> metrics.values().forEach(m -> seen.add(m.name())));

    assertThat(seen).containsExactly("One", "Two");
    store().delete(org, two, ANN);
    assertThatThrownBy(
            () ->
                store()
                    .whileKept(
                        org,
                        List.of(one, two),
                        (connection, metrics) -> {
                          throw new AssertionError("one of them is deleted");
                        }))
        .isInstanceOf(CatalogException.MetricNotFound.class);
    assertThatThrownBy(
            () ->
                store()
                    .whileKept(
                        org,
                        List.of(one),
                        (connection, metrics) -> {
                          try (Statement statement = connection.createStatement()) {
                            statement.execute("UPDATE metric SET additional_notes = 'lost'");
                          }
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    assertThat(store().find(org, one)).map(Metric::additionalNotes).isEmpty();
  }

  @Test
  void aChangedDescriptionValueOrEvaluatorMakesOneNewVersion() {
    MetricDefinition scored =
        new MetricDefinition(
            "Politeness",
            "How polite?",
            new MetricValue.NumericalValue(1, 5),
            code("1"),
            new TreeSet<>(),
            null,
            new TreeMap<>());
    Metric metric = store().create(scored, org, ANN);

    store().update(org, metric.id(), MetricChange.nothing().withDescription(" Polite? "), ANN);
    store()
        .update(
            org,
            metric.id(),
            MetricChange.nothing().withValue(new MetricValue.NumericalValue(1, 10)),
            ANN);
    Metric now =
        storeAt(LATER)
            .update(
                org,
                metric.id(),
                MetricChange.nothing().withEvaluator(code("2")).withAdditionalNotes("both"),
                BOB);

    assertThat(now).isEqualTo(store().find(org, metric.id()).orElseThrow());
    assertThat(now.additionalNotes()).isEqualTo("both");
    assertThat(now.updatedAt()).isEqualTo(LATER);
    assertThat(now.createdAt()).isEqualTo(NOON_MICROS);
    assertThat(now.creator()).isEqualTo(ANN);
    assertThat(now.latest().creator()).isEqualTo(BOB);
    List<MetricVersion> versions = store().versions(org, metric.id());
    assertThat(versions).extracting(MetricVersion::version).containsExactly(1, 2, 3, 4);
    assertThat(versions)
        .extracting(MetricVersion::description)
        .containsExactly("How polite?", "Polite?", "Polite?", "Polite?");
    assertThat(store().version(org, metric.id(), 3))
        .map(MetricVersion::value)
        .contains(new MetricValue.NumericalValue(1, 10));
    assertThat(store().version(org, metric.id(), 5)).isEmpty();
  }

  @Test
  void whatIsTheSameMakesNoVersionAndWritesNothing() {
    MetricDefinition definition =
        new MetricDefinition(
            "Politeness",
            "How polite?",
            new MetricValue.NumericalValue(1, 5),
            judge(Map.of("temperature", 1, "model", "m")),
            new TreeSet<>(),
            null,
            new TreeMap<>());
    Metric metric = store().create(definition, org, ANN);

    Metric now =
        storeAt(LATER)
            .update(
                org,
                metric.id(),
                MetricChange.nothing()
                    .withName("Politeness")
                    .withDescription(" How polite? ")
                    .withValue(new MetricValue.NumericalValue(1.0, 5.0))
                    .withEvaluator(judge(Map.of("temperature", 1.0, "model", "m")))
                    .withAppliedToServices(new TreeSet<>())
                    .withAdditionalNotes(" ")
                    .withTags(new TreeMap<>()),
                BOB);

    assertThat(now).isEqualTo(metric);
    assertThat(store().find(org, metric.id())).contains(metric);
  }

  @Test
  void tagsNotesAndServicesChangeWithoutANewVersion() {
    Metric metric = store().create(named("Politeness"), org, ANN);

    Metric labelled =
        storeAt(LATER)
            .update(
                org,
                metric.id(),
                MetricChange.nothing()
                    .withAdditionalNotes("notes")
                    .withAppliedToServices(new TreeSet<>(List.of("s1")))
                    .withTags(new TreeMap<>(Map.of("a", "1", "b", "2"))),
                BOB);
    Metric cleared =
        store()
            .update(
                org,
                metric.id(),
                MetricChange.nothing()
                    .withAdditionalNotes(null)
                    .withTags(new TreeMap<>(Map.of("c", "3"))),
                BOB);

    assertThat(labelled.latest()).isEqualTo(metric.latest());
    assertThat(labelled.additionalNotes()).isEqualTo("notes");
    assertThat(labelled.appliedToServices()).containsExactly("s1");
    assertThat(labelled.updatedBy()).isEqualTo(BOB);
    assertThat(labelled.updatedAt()).isEqualTo(LATER);
    assertThat(cleared.additionalNotes()).isNull();
    assertThat(cleared.appliedToServices()).containsExactly("s1");
    assertThat(cleared.tags()).containsOnlyKeys("c");
    assertThat(store().find(org, metric.id())).contains(cleared);
  }

  @Test
  void nameAndValueTypeStay() {
    Metric metric = store().create(named("Politeness"), org, ANN);
    MetricValue number = new MetricValue.NumericalValue(0, 1);

    assertThatThrownBy(
            () ->
                store().update(org, metric.id(), MetricChange.nothing().withName("Courtesy"), ANN))
        .isInstanceOf(CatalogException.NameChanged.class)
        .hasMessageContaining("from 'Politeness' to 'Courtesy'");
    assertThatThrownBy(
            () -> store().update(org, metric.id(), MetricChange.nothing().withValue(number), ANN))
        .isInstanceOf(CatalogException.ValueTypeChanged.class)
        .hasMessageContaining("'Politeness' from boolean to numerical");
    assertThatThrownBy(
            () -> store().createVersion(org, metric.id(), 2, "x", number, Optional.empty(), ANN))
        .isInstanceOf(CatalogException.ValueTypeChanged.class);
    assertThat(store().find(org, metric.id())).contains(metric);
  }

  @Test
  void aChangeThatBreaksARuleChangesNothing() {
    Metric metric = store().create(named("Politeness"), org, ANN);

    assertThatThrownBy(
            () ->
                store()
                    .update(
                        org,
                        metric.id(),
                        MetricChange.nothing()
                            .withDescription(" ")
                            .withTags(new TreeMap<>(Map.of("a-b", "1"))),
                        ANN))
        .isInstanceOfSatisfying(
            CatalogException.InvalidDefinition.class,
            e ->
                assertThat(e.problems())
                    .extracting(DefinitionProblem::field)
                    .containsExactly("description", "tags"));
    assertThat(store().find(org, metric.id())).contains(metric);
  }

  @Test
  void aVersionIsMadeOnlyUnderTheNextNumber() {
    Metric metric = store().create(named("Politeness"), org, ANN);

    int made = store().createVersion(org, metric.id(), 2, "Other", BOOLEAN, Optional.empty(), BOB);

    assertThat(made).isEqualTo(2);
    assertThat(store().version(org, metric.id(), 2))
        .map(MetricVersion::evaluator)
        .contains(metric.latest().evaluator());
    for (int wrong : new int[] {-1, 0, 1, 2, 4}) {
      assertThatThrownBy(
              () ->
                  store()
                      .createVersion(
                          org, metric.id(), wrong, "Third", BOOLEAN, Optional.of(code("3")), BOB))
          .isInstanceOf(CatalogException.VersionConflict.class)
          .hasMessageContaining("the next version is 3");
    }
  }

  @Test
  void ofManyThreadsThatMakeVersionTwoOneWins() throws Exception {
    String id = store().create(named("Politeness"), org, ANN).id();

    List<Object> outcomes =
        Race.run(
            8,
            i ->
                () -> store().createVersion(org, id, 2, "By " + i, BOOLEAN, Optional.empty(), ANN));

    assertThat(outcomes).filteredOn(outcome -> outcome.equals(2)).hasSize(1);
    assertThat(outcomes)
        .filteredOn(outcome -> !outcome.equals(2))
        .hasSize(7)
        .allMatch(CatalogException.VersionConflict.class::isInstance);
  }

  @Test
  void versionsThatManyThreadsMakeAreNumberedWithoutGaps() throws Exception {
    String id = store().create(named("Politeness"), org, ANN).id();

    List<Object> outcomes =
        Race.run(
            8,
            i ->
                () ->
                    store()
                        .update(org, id, MetricChange.nothing().withDescription("By " + i), ANN)
                        .latest()
                        .version());

    assertThat(outcomes).containsExactlyInAnyOrder(IntStream.rangeClosed(2, 9).boxed().toArray());
    assertThat(store().versions(org, id))
        .extracting(MetricVersion::version)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void filesAreAppliedOnceHoweverOftenTheyAreGiven() throws Exception {
    write("a.yaml", "A", "first");
    MetricApplier applier = new MetricApplier(store());

    assertThat(outcomes(applier)).containsExactly(Outcome.CREATED);
    Metric created = store().findByName(org, "A").orElseThrow();
    assertThat(outcomes(new MetricApplier(storeAt(LATER)))).containsExactly(Outcome.UNCHANGED);
    assertThat(store().findByName(org, "A")).contains(created);
    write("a.yaml", "A", "second");
    write("b.yml", "B", "first");
    assertThat(outcomes(applier)).containsExactly(Outcome.NEW_VERSION, Outcome.CREATED);
    Files.writeString(
        files.resolve("b.yml"), Files.readString(files.resolve("b.yml")) + "    tags: {x: null}\n");
    assertThat(outcomes(applier)).containsExactly(Outcome.UNCHANGED, Outcome.UPDATED);
  }

  @Test
  void aChangedValueTypeIsAProblemOfItsFileAndNothingIsApplied() throws Exception {
    write("b.yaml", "B", "first");
    new MetricApplier(store()).apply(files, org, ANN, DefinitionCheck.NONE);
    write("a.yaml", "A", "new");
    Files.writeString(
        files.resolve("b.yaml"),
        """
        metrics:
          - name: B
            description: first
            metric_value: {type: categorical, categories: [x]}
          - name: C
        """);

    assertThatThrownBy(
            () -> new MetricApplier(store()).apply(files, org, ANN, DefinitionCheck.NONE))
        .isInstanceOf(InvalidMetricFiles.class)
        .hasMessageContaining(
            "b.yaml:4: Cannot change the value type of metric 'B' from boolean to categorical")
        .hasMessageContaining("b.yaml:5: Missing key 'description'");
    assertThat(store().list(org)).extracting(Metric::name).containsExactly("B");
  }

  @Test
  void manyWhoApplyTheSameFilesAtOnceAgree() throws Exception {
    for (int i = 0; i < 20; i++) {
      write("m" + i + ".yaml", "M" + i, "first");
    }
    List<Object> first = Race.run(6, i -> this::apply);
    for (int i = 0; i < 20; i++) {
      write("m" + i + ".yaml", "M" + i, "second");
    }
    List<Object> second = Race.run(6, i -> this::apply);

    assertThat(first).allMatch(ApplyReport.class::isInstance);
    assertThat(second).allMatch(ApplyReport.class::isInstance);
    assertThat(total(first, Outcome.CREATED)).isEqualTo(20);
    assertThat(total(second, Outcome.NEW_VERSION)).isEqualTo(20);
    assertThat(store().listAll(org)).hasSize(20).allMatch(metric -> metric.latest().version() == 2);
  }

  private ApplyReport apply() {
    return new MetricApplier(store()).apply(files, org, ANN, DefinitionCheck.NONE);
  }

  private static long total(List<Object> reports, Outcome outcome) {
    return reports.stream().mapToLong(report -> ((ApplyReport) report).count(outcome)).sum();
  }

  private List<Outcome> outcomes(MetricApplier applier) {
    return applier.apply(files, org, ANN, DefinitionCheck.NONE).metrics().stream()
        .map(AppliedMetric::outcome)
        .toList();
  }

  private void write(String file, String name, String description) throws Exception {
    Files.writeString(
        files.resolve(file),
        """
        metrics:
          - name: %s
            description: %s
            metric_value: {type: boolean}
        """
            .formatted(name, description));
  }
}
