package dev.assay.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.ingest.NewestContent.Decided;
import dev.assay.jobs.ingest.NewestContent.Delivered;
import dev.assay.jobs.ingest.NewestContent.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewestContentTest {

  private static final int CASES = 20_000;

  @Test
  void aConversationThatWasFinishedStaysFinishedWithItsContent() {
    Known finished = content("a", 5, true);
    Known unfinished = content("a", 5, false);

    assertThat(outcomes(Optional.empty(), finished, unfinished))
        .containsExactly("unchanged", "new");
    assertThat(end(Optional.empty(), finished, unfinished)).isEqualTo(finished);
    assertThat(outcomes(Optional.of(finished), unfinished)).containsExactly("unchanged");
    assertThat(outcomes(Optional.of(unfinished), finished)).containsExactly("changed");
  }

  @Test
  void aCopyAddsWhenTheConversationBeganAndNeverChangesOrForgetsIt() {
    Known undated = content("a", null, true, null);
    Known dated = content("a", null, true, 3);

    assertThat(outcomes(Optional.of(undated), dated)).containsExactly("changed");
    assertThat(end(Optional.of(undated), dated)).isEqualTo(dated);
    assertThat(outcomes(Optional.of(dated), undated)).containsExactly("unchanged");
    assertThat(outcomes(Optional.of(dated), content("a", null, true, 4)))
        .containsExactly("unchanged");
    assertThat(end(Optional.of(content("a", null, false, 3)), undated)).isEqualTo(dated);
  }

  @Test
  void anOldCopyRevertsNothing() {
    Known known = content("b", 7, true);

    assertThat(outcomes(Optional.of(known), content("a", 5, true))).containsExactly("superseded");
    assertThat(outcomes(Optional.of(known), content("a", null, true)))
        .containsExactly("superseded");
    assertThat(outcomes(Optional.of(known), content("a", 7, true))).containsExactly("changed");
  }

  @Test
  void anotherContentInTheFileOfTheNewestIsADuplicateOfTheId() {
    Known known = content("z", 1, true);

    assertThat(outcomes(Optional.of(known), content("a", 5, true), content("b", 7, true)))
        .containsExactly("duplicate_id", "changed");
    assertThat(
            outcomes(
                Optional.of(content("z", 9, true)), content("a", 5, true), content("a", 5, true)))
        .containsExactly("superseded", "superseded");
  }

  @Test
  void theOutcomeDoesNotDependOnHowRecordsAreCutIntoFilesAndDeliveries() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<Known> records = records(random);
      Known whole = end(Optional.empty(), records.toArray(Known[]::new));
      Optional<Known> state = Optional.empty();
      for (int from = 0; from < records.size(); ) {
        int to = from + 1 + random.nextInt(records.size() - from);
        state = Optional.of(delivered(state, records.subList(from, to), random));
        from = to;
      }
      assertThat(state).as("seed %d: %s", seed, records).contains(whole);
    }
  }

  @Test
  void recordsOfOneContentComeToTheSameEndInEveryOrder() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<Known> records = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        records.add(content("a", time(random), random.nextBoolean()));
      }
      Known one = end(Optional.empty(), records.toArray(Known[]::new));
      Collections.shuffle(records, random);
      assertThat(end(Optional.empty(), records.toArray(Known[]::new)))
          .as("seed %d", seed)
          .isEqualTo(one);
    }
  }

  @Test
  void recordsWhoseLastMessagesDifferComeToTheSameContentInEveryOrder() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      List<Known> records = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        records.add(content(hash(random), i, true));
      }
      Known one = end(Optional.empty(), records.toArray(Known[]::new));
      Collections.shuffle(records, random);
      assertThat(end(Optional.empty(), records.toArray(Known[]::new)))
          .as("seed %d", seed)
          .isEqualTo(one);
    }
  }

  private static List<Known> records(Random random) {
    List<Known> records = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      records.add(content(hash(random), time(random), random.nextBoolean(), time(random)));
    }
    return records;
  }

  private static String hash(Random random) {
    return List.of("a", "b", "c").get(random.nextInt(3));
  }

  private static @Nullable Integer time(Random random) {
    return random.nextInt(4) == 0 ? null : random.nextInt(3);
  }

  private static Known content(String hash, @Nullable Integer second, boolean finished) {
    return content(hash, second, finished, null);
  }

  private static Known content(
      String hash, @Nullable Integer second, boolean finished, @Nullable Integer created) {
    return new Known(hash, instant(second), finished, instant(created));
  }

  private static @Nullable Instant instant(@Nullable Integer second) {
    return second == null ? null : Instant.ofEpochSecond(second);
  }

  /** What the table has after a delivery in one file. */
  private static Known end(Optional<Known> known, Known... records) {
    return delivered(known, List.of(records), new Random(0));
  }

  private static List<String> outcomes(Optional<Known> known, Known... records) {
    List<Delivered> delivered = new ArrayList<>();
    for (int i = 0; i < records.length; i++) {
      delivered.add(new Delivered(records[i], 0, i + 1));
    }
    return NewestContent.decide(known, delivered).stream().map(Decided::outcome).toList();
  }

  /** What the table has after a delivery, whose records lie in one file or in several. */
  private static Known delivered(Optional<Known> known, List<Known> records, Random random) {
    List<Delivered> delivery = new ArrayList<>();
    int file = 0;
    for (int i = 0; i < records.size(); i++) {
      file += random.nextInt(2);
      delivery.add(new Delivered(records.get(i), file, i + 1));
    }
    Collections.shuffle(delivery, random);
    List<Known> written =
        NewestContent.decide(known, delivery).stream()
            .filter(d -> d.outcome().equals("new") || d.outcome().equals("changed"))
            .map(Decided::content)
            .toList();
    assertThat(written).hasSizeLessThanOrEqualTo(1);
    return written.isEmpty() ? known.orElseThrow() : written.get(0);
  }
}
