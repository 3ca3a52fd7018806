package dev.assay.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.archive.FieldPath;
import dev.assay.archive.IdScope;
import dev.assay.archive.Mapping;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.Sender;
import dev.assay.ledger.admission.Caps;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  @TempDir Path folder;

  @Test
  void anEmptyFileGivesWhatIsUsual() throws IOException {
    Settings settings = SettingsFile.read(file("# nothing but a comment"), folder);

    assertThat(settings.org()).isEqualTo("default");
    assertThat(settings.judge()).isNull();
    assertThat(settings.evaluators()).isEmpty();
  }

  @Test
  void everyProblemIsToldWithItsLineAndInTheirOrder() throws IOException {
    assertThat(
            problems(
                """
                org: 5
                max_attempts: 1.0
                org: acme
                unknown:
                retention: forever
                judge:
                  seed: 1.5
                  batch: {wait: 1d, size: 3}
                  url: "http://user:secret@host/v1"
                7: x
                """))
        .containsExactly(
            "assay.yaml:1: 'org' is 5; it must be a text",
            "assay.yaml:2: 'max_attempts' is 1.0; it must be a whole number from 1 to 100",
            "assay.yaml:3: Duplicate key 'org' in a file of settings: line 1 has it already; remove"
                + " one",
            "assay.yaml:4: unknown setting 'unknown'; known are [archive, archives, catalog, catch_up, judge,"
                + " max_attempts, metrics, org, retention, server, spark, views,"
                + " wave_conversations]",
            "assay.yaml:5: Invalid 'retention': it must be a mapping of keys to values",
            "assay.yaml:7: the section judge needs 'model', such as the model's name",
            "assay.yaml:7: 'judge.seed' is 1.5; it must be a whole number from %d to %d"
                .formatted(Long.MIN_VALUE, Long.MAX_VALUE),
            "assay.yaml:8: 'judge.batch.wait' is 1d; it must be a time such as 60s or 10m",
            "assay.yaml:8: unknown setting 'judge.batch.size'; known are [max_megabytes,"
                + " max_requests, poll_every, price_factor, wait]",
            "assay.yaml:10: Invalid key in a file of settings: it must be text; write it in quotes");
  }

  @Test
  void whatIsNoFileOfSettingsIsTold() throws IOException {
    assertThat(problems("org: a\n---\norg: b\n"))
        .containsExactly("assay.yaml:3: Invalid YAML: it holds several documents; keep one");
    assertThat(problems("[org]"))
        .containsExactly(
            "assay.yaml:1: Invalid file of settings: it must be a mapping of keys to values");
    assertThat(problems("org: a\norg: [b\n")).singleElement().asString().contains("Invalid YAML");
    assertThatThrownBy(() -> SettingsFile.read(folder.resolve("gone.yaml"), folder))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(folder.resolve("gone.yaml") + ": no such file");
  }

  @Test
  void aBudgetOfACommandIsBoundAsThatOfTheSettings() {
    assertThat(
            BudgetSection.of(Map.of("calls", new BigDecimal("12"), "cost", new BigDecimal("2.5"))))
        .isEqualTo(new Caps(12L, null, 2_500_000_000L));
    assertThatThrownBy(
            () ->
                BudgetSection.of(
                    Map.of("tokens", new BigDecimal("1.5"), "euros", new BigDecimal("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid budget: 'budget.tokens' is 1.5; it must be a whole number from 0 to %d;"
                    .formatted(Long.MAX_VALUE)
                + " unknown setting 'budget.euros'; known are [calls, cost, tokens]");
  }

  @Test
  void everyMistakeOfHowArchivesAreReadIsTold() throws IOException {
    assertThat(
            problems(
                """
                archive:
                  zone: Middle/Earth
                  id_scope: folder
                  encoding: utf-8
                  mappings:
                    support-desk:
                      messages: ticket..log
                      sender: from[0]
                      body: text
                      tool_calls: actions
                      time: 5
                      time: at
                      roles: {Kunde: user, kunde: agent, chef: boss}
                    calls:
                      messages: m
                      sender: s
                      text: t
                      tool_result: r
                    chat: {messages: m, sender: s, text: t}
                    Big Desk: {messages: m, sender: s, text: t}
                    empty:
                """))
        .containsExactly(
            "assay.yaml:2: 'archive.zone' is Middle/Earth; it must be a zone such as "
                + "Europe/Berlin, +02:00 or UTC",
            "assay.yaml:3: 'archive.id_scope' is folder; it must be one of [delivery, file]",
            "assay.yaml:4: unknown setting 'archive.encoding'; known are [id_scope, "
                + "mappings, zone]",
            "assay.yaml:7: 'archive.mappings.support-desk.messages' is ticket..log; it must "
                + "be a path such as ticket.log.0.text; a key with dots or brackets stands in "
                + "quotation marks",
            "assay.yaml:7: the section archive.mappings.support-desk needs 'text', such as "
                + "body",
            "assay.yaml:7: the section archive.mappings.support-desk needs 'tool_name', such "
                + "as name",
            "assay.yaml:8: 'archive.mappings.support-desk.sender' is from[0]; it must be a "
                + "path such as ticket.log.0.text; a key with dots or brackets stands in quotation "
                + "marks",
            "assay.yaml:9: unknown setting 'archive.mappings.support-desk.body'; known are "
                + "[created_at, id, messages, roles, sender, service, tags, text, time, "
                + "tool_arguments, tool_calls, tool_error, tool_name, tool_result, user, when]",
            "assay.yaml:12: Duplicate key 'time' in 'archive.mappings.support-desk': line 11 "
                + "has it already; remove one",
            "assay.yaml:13: 'chef' in 'roles' is boss; it must be one of [agent, system, "
                + "tool, user]",
            "assay.yaml:13: 'Kunde' and 'kunde' are one word in 'roles', which does not tell "
                + "their case apart; remove one",
            "assay.yaml:15: the section archive.mappings.calls needs 'tool_calls', such as "
                + "actions",
            "assay.yaml:19: 'archive.mappings.chat' cannot be a mapping's name: it is a "
                + "format's; choose another",
            "assay.yaml:20: 'archive.mappings.Big Desk' cannot be a mapping's name: it must "
                + "be of small letters, digits, - and _, at most 64",
            "assay.yaml:21: the section archive.mappings.empty needs 'messages', such as "
                + "ticket.transcript",
            "assay.yaml:21: the section archive.mappings.empty needs 'sender', such as from",
            "assay.yaml:21: the section archive.mappings.empty needs 'text', such as body");
  }

  @Test
  void mappingsStandInTheOrderOfTheFile() throws IOException {
    Settings settings =
        SettingsFile.read(
            file(
                """
                archive:
                  zone: Europe/Berlin
                  id_scope: file
                  mappings:
                    z: {messages: m, sender: s, text: t, roles: {"1": user, Bot: agent}}
                    a: {when: w, messages: '"m.m"', sender: s, text: 0.t}
                    m: {messages: m, sender: s, text: t}
                """),
            folder);

    ReadOptions options = settings.archive().options("acme", Set.of("other"));

    assertThat(options.orgId()).isEqualTo("acme");
    assertThat(options.otherOrgs()).containsExactly("other");
    assertThat(options.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(options.idScope()).isEqualTo(IdScope.FILE);
    assertThat(options.mappings()).extracting(Mapping::name).containsExactly("z", "a", "m");
    assertThat(options.mappings().get(0).roles())
        .isEqualTo(Map.of("1", Sender.USER, "bot", Sender.AGENT));
    assertThat(options.mappings().get(1).recognisedBy()).isEqualTo(FieldPath.of("w"));
    assertThat(options.mappings().get(1).messages().steps()).containsExactly("m.m");
    assertThat(options.mappings().get(2).recognisedBy()).isEqualTo(FieldPath.of("m"));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("assay.yaml"), text);
  }

  private List<String> problems(String text) throws IOException {
    Path file = file(text);
    InvalidSettings invalid =
        catchThrowableOfType(InvalidSettings.class, () -> SettingsFile.read(file, folder));
    return String.valueOf(invalid.getMessage()).replace(folder + "/", "").lines().toList();
  }
}
