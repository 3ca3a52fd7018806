package dev.assay.installation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.Sql;
import dev.assay.catalog.database.Transactions;
import dev.assay.installation.run.Run.Closing;
import dev.assay.installation.run.Run.Failure;
import dev.assay.installation.run.Run.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of runs is read as it was written. */
@ParameterizedClass
@EnumSource(Database.Dialect.class)
class RunStoreTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456789Z");
  private static final RunInputs INPUTS =
      new RunInputs(List.of("archives/*.jsonl"), Optional.of(7.0), 3, 1000)
          .sampling(0.25)
          .backfilling(
              new Backfill(
                  List.of(new MetricLeases.Key("a".repeat(24), 2)), 1L, null, List.of(), List.of()))
          .following("b".repeat(24))
          .routing(Set.of("other", "another"));

  @TempDir Path folder = Path.of("");
  @Parameter Database.Dialect dialect = Database.Dialect.SQLITE;

  private @Nullable Database open;

  @BeforeEach
  void open() {
    open = RunDatabase.open(dialect, folder);
  }

  @AfterEach
  void close() {
    database().close();
  }

  @Test
  void theSchemaVersionIsThatOfTheNewestMigration() {
    List<Integer> versions =
        new Transactions(database().dataSource())
            .read(
                connection ->
                    Sql.query(
                        connection,
                        "SELECT max(CAST(version AS INTEGER)) FROM run_schema_history",
                        row -> row.getInt(1)));

    assertThat(versions).containsExactly(RunSchema.SCHEMA.version());
  }

  @Test
  void aRunIsFoundAsItWasBegun() {
    String id = RunStore.newId();

    Run run = runs().begin(id, "acme", "backfill", "digest", INPUTS, NOON);

    assertThat(run)
        .isEqualTo(
            new Run(
                id,
                "acme",
                "backfill",
                "digest",
                INPUTS,
                Optional.empty(),
                Instant.parse("2026-01-02T12:00:00.123456Z"),
                State.RUNNING,
                Optional.empty(),
                Optional.empty()))
        .isEqualTo(runs().get(id));
    PlanInputs plan =
        new PlanInputs(List.of(), List.of(new LeftOut("Metric", 1, "why")), 7, null, 9)
            .of(INPUTS.backfill().orElseThrow());
    runs().savePlanInputs(id, plan);
    assertThat(runs().get(id).planInputs()).contains(plan);
  }

  @Test
  void whatWasKeptBeforeRecordsCouldNameOrganizationsIsRead() {
    String id = begin(NOON);
    new Transactions(database().dataSource())
        .write(
            connection ->
                Sql.update(
                    connection,
                    "UPDATE run SET inputs = ? WHERE id = ?",
                    "{\"archives\":[\"a\"],\"catchUpDays\":null,\"maxAttempts\":3,"
                        + "\"waveConversations\":9,\"samplingRate\":1.0,\"follows\":null,"
                        + "\"backfill\":null}",
                    id));

    assertThat(runs().get(id).inputs())
        .isEqualTo(new RunInputs(List.of("a"), Optional.empty(), 3, 9));
  }

  @Test
  void whatIsNotCompleteIsListedTheOldestFirst() {
    String late = begin(NOON.plusSeconds(1));
    String early = begin(NOON);
    String aside = begin(NOON.plusSeconds(2));
    String done = begin(NOON.plusSeconds(3));

    runs().setAside(aside);
    runs().complete(done);

    assertThat(runs().incomplete()).extracting(Run::id).containsExactly(early, late);
    assertThat(runs().unfinished()).extracting(Run::id).containsExactly(early, late, aside);
  }

  @Test
  void howARunFailedIsKeptUntilSomebodyDecides() {
    String id = begin(NOON);
    Failure failure = new Failure("plan", 3, "no space left");
    runs().failed(id, failure);
    runs().setAside(id);
    assertThat(runs().get(id).failure()).contains(failure);

    runs().close(runs().get(id), Closing.RESUMED);

    assertThat(runs().get(id).state()).isEqualTo(State.RUNNING);
    assertThat(runs().get(id).failure()).isEmpty();
    assertThat(runs().get(id).closing()).contains(Closing.RESUMED);
    assertThat(runs().carriedOver(id))
        .contains(new CarriedOver("set_aside", "it failed 3 times at step 'plan': no space left"));
    runs().complete(id);
    runs().close(runs().get(id), Closing.ABANDONED);
    assertThat(runs().get(id).state()).as("complete stays complete").isEqualTo(State.COMPLETE);
  }

  @Test
  void theFirstReasonForCarryingOverStays() {
    String id = begin(NOON);
    assertThat(runs().carriedOver(id)).isEmpty();

    runs().noteCarriedOver(id, new CarriedOver("one", "the first"));
    runs().noteCarriedOver(id, new CarriedOver("two", "the second"));

    assertThat(runs().carriedOver(id)).contains(new CarriedOver("one", "the first"));
  }

  @Test
  void howFarARunHasComeIsKept() {
    String id = begin(NOON);
    assertThat(runs().tryBeganAt(id)).isEmpty();
    assertThat(runs().ingestSummary(id, String.class)).isEmpty();

    runs().beginTry(id, "5 of 7");
    runs().saveIngestSummary(id, "two files");

    assertThat(runs().tryBeganAt(id)).contains("5 of 7");
    assertThat(runs().ingestSummary(id, String.class)).contains("two files");
  }

  @Test
  void aRunThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> runs().get("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find run nobody: there is none");
  }

  @Test
  void theNewestFindingOfPackingHolds() {
    PackingVerdicts verdicts = new PackingVerdicts(database().dataSource());
    Instant micros = Instant.parse("2026-01-02T12:00:00.123456Z");
    PackingVerdicts.Verdict alone =
        new PackingVerdicts.Verdict("m1", 1, "small", true, 3, 10, 0.9, micros);
    PackingVerdicts.Verdict packed =
        new PackingVerdicts.Verdict("m1", 2, "small", false, 10, 10, 0.9, micros);

    verdicts.save(alone);
    assertThat(verdicts.alone()).containsExactly("m1");
    verdicts.save(packed);

    assertThat(verdicts.alone()).isEmpty();
    assertThat(verdicts.of("m1")).contains(packed);
    assertThat(verdicts.of("m2")).isEmpty();
  }

  @Test
  void whatIsErasedIsRefusedUntilItIsAdmittedByEitherName() {
    ErasedConversations erased = new ErasedConversations(database().dataSource());

    erased.refuse("acme", "one", "theirs");
    erased.refuse("acme", "one", "theirs");
    erased.refuse("acme", "two", null);
    assertThat(erased.hashes()).hasSize(2);

    erased.admit("other", "one");
    assertThat(erased.hashes()).hasSize(2);
    erased.admit("acme", "theirs");
    Set<String> left = erased.hashes();
    erased.admit("acme", "two");

    assertThat(left).hasSize(1);
    assertThat(erased.hashes()).isEmpty();
  }

  private Database database() {
    return Objects.requireNonNull(open);
  }

  private RunStore runs() {
    return new RunStore(database().dataSource());
  }

  private String begin(Instant at) {
    return runs()
        .begin(
            RunStore.newId(),
            "acme",
            "nightly",
            "0",
            new RunInputs(List.of(), Optional.empty(), 3, 1000),
            at)
        .id();
  }
}
