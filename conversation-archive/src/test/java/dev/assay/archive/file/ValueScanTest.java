package dev.assay.archive.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueScanTest {

  private static final String OBJECT =
      "{\"as\\\"of\": \"2026\", \"data\": [{\"text\": \"a, \\\\\"}, {\"text\": \"] \\\" [\"}, \"x\"],"
          + " \"runs\": [[1, 2], {\"of\": {\"é\": \"\\n\"}}]}";

  @Test
  void listsAreTheSameInWhateverPiecesTheirBytesCome() {
    byte[] bytes = OBJECT.getBytes(StandardCharsets.UTF_8);
    List<String> whole = lists(bytes, bytes.length);

    assertThat(whole)
        .containsExactly(
            "data|{\"text\": \"a, \\\\\"}| {\"text\": \"] \\\" [\"}| \"x\"",
            "runs|[1, 2]| {\"of\": {\"é\": \"\\n\"}}");
    for (int piece = 1; piece < bytes.length; piece++) {
      assertThat(lists(bytes, piece)).as("pieces of %d bytes", piece).isEqualTo(whole);
    }
  }

  @Test
  void onlyTheBeginningOfAListIsKept() {
    byte[] bytes = ("[\"" + "a".repeat(100_000) + "\", \"b\"]").getBytes(StandardCharsets.UTF_8);
    ValueScan scan = scan(bytes, 30_000);

    assertThat(scan.isList()).isTrue();
    assertThat(scan.lists().get(0).head()).isEqualTo(Arrays.copyOfRange(bytes, 1, 1 + 16 * 1024));
  }

  /** The name of each list and what its values are, each with the bytes before it. */
  private static List<String> lists(byte[] bytes, int piece) {
    ValueScan scan = scan(bytes, piece);
    assertThat(scan.isObject()).isTrue();
    return scan.lists().stream()
        .map(
            list -> {
              StringBuilder text = new StringBuilder(list.key());
              for (InspectionPass.Part part : list.parts(bytes.length, 0)) {
                ArchiveSplit.Values values = (ArchiveSplit.Values) part.portion();
                String value =
                    new String(
                        Arrays.copyOfRange(bytes, (int) values.start(), (int) values.end()),
                        StandardCharsets.UTF_8);
                text.append('|').append(value.replaceAll(",$", ""));
              }
              assertThat(new String(list.head(), StandardCharsets.UTF_8)).endsWith("]");
              return text.toString();
            })
        .toList();
  }

  private static ValueScan scan(byte[] bytes, int piece) {
    ValueScan scan = new ValueScan(1);
    for (int from = 0; from < bytes.length; from += piece) {
      byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece));
      assertThat(scan.feed(chunk, chunk.length)).isTrue();
    }
    return scan;
  }
}
