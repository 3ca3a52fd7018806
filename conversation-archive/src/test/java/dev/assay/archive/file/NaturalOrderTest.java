package dev.assay.archive.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

  @Test
  void countsAsPeopleDo() {
    List<String> ordered =
        List.of(
            "a",
            "a1",
            "a01",
            "a2/b10",
            "a2/b10.c",
            "a10/b9",
            "a10/b10",
            "export-9.jsonl",
            "export-10.jsonl",
            "export-12345678901234567890.jsonl",
            "export-12345678901234567891.jsonl");
    List<String> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));

    shuffled.sort(new NaturalOrder());

    assertThat(shuffled)
        .containsExactly(
            "a",
            "a01",
            "a1",
            "a2/b10",
            "a2/b10.c",
            "a10/b9",
            "a10/b10",
            "export-9.jsonl",
            "export-10.jsonl",
            "export-12345678901234567890.jsonl",
            "export-12345678901234567891.jsonl");
  }
}
