package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.ReadOptions;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.UnreadableRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDiagnosisTest {

  /** What the parser's own messages have, and ours never. */
  private static final List<String> LIBRARY =
      List.of(
          "was expecting", "JsonReadFeature", "StreamReadConstraints", "(code", "token", "Source");

  private static Rejection only(String record) {
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    try {
      new RecordParser(
              ReadOptions.of("acme"), ReadLimits.STANDARD, "a.jsonl", new MappingMatches(), false)
          .parse(bytes, 0, bytes.length, true, 1);
      throw new AssertionError("It was read: " + record);
    } catch (UnreadableRecord e) {
      return new Rejection(e.reason(), e.explanation());
    }
  }

  private record Rejection(RejectionReason reason, String message) {}

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a': 1}|2: a key in single quotes; put it in double quotes",
        "{\"a\": 'x'}|7: a text in single quotes; put it in double quotes",
        "{\"a\": “x”}|7: a text in typographic quotes; put it in double quotes",
        "{“a”: 1}|2: a key in typographic quotes; put it in double quotes",
        "{a: 1}|2: a key that is not quoted: a; put it in double quotes",
        "{\"ä\": foo}|7: a value that is not quoted: foo; put it in double quotes",
        "{\"a\": 12abc}|7: a value that is not quoted: 12abc; put it in double quotes",
        "{\"a\": undefined}|7: a value that is not quoted: undefined; put it in double quotes",
        "{\"a\": NaN}|7: NaN, which JSON does not have; write null, or a text",
        "{\"a\": -Infinity}|7: -Infinity, which JSON does not have; write null, or a text",
        "{\"a\": True}|7: True, as Python has it; write true",
        "{\"a\": None}|7: None, as Python has it; write null",
        "{\"a\": 01}|7: a number as JSON has none: 01; it has no plus sign and no zero before other digits, and digits on both sides of a point",
        "{\"a\": +1}|7: a number as JSON has none: +1",
        "{\"a\": .5}|7: a number as JSON has none: .5",
        "{\"a\": 1.}|7: a number as JSON has none: 1.",
        "{\"a\": 0x1F}|7: a number as JSON has none: 0x1F",
        "{\"a\": 1,}|8: a comma with nothing behind it but }; take it out",
        "[1, 2, ]|6: a comma with nothing behind it but ]; take it out",
        "{\"a\": [1,,2]}|10: a comma, where a value is expected",
        "{\"a\": }|7: }, where a value is expected",
        "{\"a\": 1} // done|10: a comment, which JSON does not have; take it out",
        "{/* a */ \"a\": 1}|2: a comment, which JSON does not have; take it out",
        "{\"a\": 1 # one|9: a comment, which JSON does not have; take it out",
        "{\"a\" 1}|6: 1, where a colon is expected after the key \"a\"",
        "{\"a\" = 1}|6: =, where a colon is expected after the key \"a\"",
        "{\"a\", 1}|5: a comma, where a colon is expected after the key \"a\"",
        "{\"a\": 1 \"b\": 2}|9: no comma before a text; put one between",
        "{\"a\": [1 2]}|10: no comma before 2; put one between",
        "[{\"a\": 1} {\"b\": 2}]|11: no comma before {; put one between",
        "{\"a\": [1}|9: }, where a comma or the ] of the list that begins at column 7 is expected",
        "{\"a\": 1; \"b\": 2}|8: ;, where a comma or the } of the object that begins at column 1 is expected",
        "{\"a\": 1: 2}|8: a colon, where a comma or the } of the object that begins at column 1 is expected",
        "{1: 2}|2: a key that is not quoted: 1; put it in double quotes",
        "{, \"a\": 1}|2: a comma, where a key in double quotes is expected",
        "{\"a\": \"b\tc\"}|9: a tab within a text; write it as \\t",
        "{\"a\tb\": 1}|4: a tab within a key; write it as \\t",
        "{\"a\": \"b\u0001c\"}|9: a control character within a text; write it as \\u0001",
        "{\"a\": \"C:\\dir\"}|10: an escape that JSON does not have: \\d; a backslash itself is written \\\\",
        "{\"a\": \"it\\'s\"}|10: an escape that JSON does not have: \\'; a backslash itself is written \\\\",
        "{\"a\": \"C:\\users\"}|10: \\u without four hexadecimal digits behind it; a backslash itself is written \\\\",
        "{\"a\": \"b|9: it ends in the middle of the text that begins at column 7; a line break within is written \\n",
        "{\"a\": [1|9: it ends within the list that begins at column 7",
        "{\"a\": 1|8: it ends within the object that begins at column 1",
        "{\"a\":|6: it ends where a value is expected",
        "{\"a\"|5: it ends where a colon is expected",
        "{|2: it ends where a key is expected",
        "{\"a\": 1} {\"b\": 2}|10: a second value behind the first; put each on a line of its own",
        "{\"a\": 1}}|9: }, which closes nothing; take it out",
        "{\"a\": 1},|9: a comma behind the end of the value; take it out",
        "{\"a\": 1} done|10: done behind the end of the value; take it out",
        "]|1: ], where a record in { } is expected",
        "<html>|1: <, where a record in { } is expected",
        "2026-11-01 hello|1: 2026-11-01, where a record in { } is expected",
      })
  void whatStandsThereAndWhatMendsItIsSaid(String record, String message) {
    Rejection rejected = only(record);

    assertThat(rejected.reason()).isEqualTo(RejectionReason.BROKEN_JSON);
    assertThat(rejected.message()).startsWith("Invalid JSON at column " + message);
    assertThat(LIBRARY).noneMatch(rejected.message()::contains);
  }

  @Test
  void aRecordOfSeveralLinesHasLinesOfItsOwn() {
    assertThat(only("{\"a\": 1,\n \"ä\": foo}").message())
        .isEqualTo(
            "Invalid JSON at line 2 of the record, column 7: a value that is not quoted: foo;"
                + " put it in double quotes");
  }

  @Test
  void whatIsShownOfLongThingsIsBounded() {
    assertThat(only("{\"a\": " + "ö".repeat(1_000_000) + "}").message())
        .isEqualTo(
            "Invalid JSON at column 7: a value that is not quoted: %s…; put it in double quotes"
                .formatted("ö".repeat(40)));
  }

  @Test
  void whatIsBeyondTheLimitsIsSaidWithTheLimit() {
    Rejection deep = only("{\"a\": " + "[".repeat(2000));
    assertThat(deep.reason()).isEqualTo(RejectionReason.TOO_DEEP);
    assertThat(deep.message())
        .isEqualTo(
            "Cannot take in the record: at column 1006 it is nested deeper than 1,000 levels");
    Rejection number = only("{\"a\": 1" + "0".repeat(20_000) + "}");
    assertThat(number.reason()).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(number.message())
        .isEqualTo(
            "Cannot take in the record: at column 7 a number has more than 10,000 characters");
    Rejection key = only("{\"" + "k".repeat(60_000) + "\": 1}");
    assertThat(key.reason()).isEqualTo(RejectionReason.TOO_LARGE);
    assertThat(key.message())
        .isEqualTo("Cannot take in the record: at column 2 a key has more than 50,000 characters");
  }

  /** Whatever the parser refuses, this finds something to say of it. */
  @Test
  void everythingThatIsRefusedHasAPlace() {
    String whole =
        "{\"messages\": [{\"role\": \"user\", \"content\": \"a\\n\\u00e9ü\", \"n\": -1.5e+3,"
            + " \"t\": [true, false, null, {}, []]}]}";
    String odd = "{}[]\",:'\\/#\t\u0001ae1-+.NTf“ ";
    Random random = new Random(11);
    RecordParser parser =
        new RecordParser(
            ReadOptions.of("acme"), ReadLimits.STANDARD, "a.jsonl", new MappingMatches(), false);
    int broken = 0;
    for (int round = 0; round < 3000; round++) {
      StringBuilder record = new StringBuilder(whole);
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(record.length());
        String inserted = String.valueOf(odd.charAt(random.nextInt(odd.length())));
        record.replace(at, at + random.nextInt(2), inserted);
      }
      byte[] bytes = record.toString().getBytes(StandardCharsets.UTF_8);
      try {
        parser.parse(bytes, 0, bytes.length, true, 1);
      } catch (UnreadableRecord e) {
        if (e.reason() == RejectionReason.BROKEN_JSON) {
          broken++;
          assertThat(e.explanation()).as(record.toString()).startsWith("Invalid JSON at column ");
        }
      }
    }
    assertThat(broken).isGreaterThan(1000);
  }
}
