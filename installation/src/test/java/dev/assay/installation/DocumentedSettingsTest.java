package dev.assay.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.yaml.YamlFile;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/assay.yaml} documents every setting, and each arrives where it should. */
class DocumentedSettingsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMENTED = Pattern.compile("(?m)^# ( *[a-z_-]+:( .*)?)$");
  private static final Pattern MENTIONED =
      Pattern.compile("`((archive|judge|server|catalog|retention)(\\.[a-z_]+)+)`");

  /** What a file must have for its sections to be read. */
  private static final Map<String, String> NEEDED =
      Map.of(
          "archive.mappings.support-desk.messages", "usual",
          "archive.mappings.support-desk.sender", "usual",
          "archive.mappings.support-desk.text", "usual",
          "archive.mappings.support-desk.tool_calls", "usual",
          "archive.mappings.support-desk.tool_name", "usual",
          "judge.url", "http://usual/v1",
          "judge.model", "usual",
          "server.oidc.issuer", "https://usual",
          "server.oidc.audience", "usual");

  /**
   * Each setting, a value that is not the usual one, and the component of the settings that it is.
   */
  private static final String ARRIVES =
      """
      org                              acme               org = acme
      archives                         [a]                archives = [/base/a]
      metrics                          m                  metrics = /base/m
      views                            v                  views = /base/v
      catalog.url                      jdbc:x             catalogUrl = jdbc:x
      catalog.user                     ann                catalogUser = ann
      catch_up                         all                catchUpDays = null
      max_attempts                     9                  maxAttempts = 9
      wave_conversations               101                waveConversations = 101
      archive.zone                     Europe/Berlin      archive.zone = Europe/Berlin
      archive.id_scope                 file               archive.idScope = FILE
      archive.mappings.support-desk.when              w           archive.mappings.support-desk.when = w
      archive.mappings.support-desk.id                i.0         archive.mappings.support-desk.id = i.0
      archive.mappings.support-desk.messages          m           archive.mappings.support-desk.messages = m
      archive.mappings.support-desk.sender            s           archive.mappings.support-desk.sender = s
      archive.mappings.support-desk.text              t           archive.mappings.support-desk.text = t
      archive.mappings.support-desk.time              c           archive.mappings.support-desk.time = c
      archive.mappings.support-desk.tool_calls        l           archive.mappings.support-desk.calls.list = l
      archive.mappings.support-desk.tool_name         n           archive.mappings.support-desk.calls.name = n
      archive.mappings.support-desk.tool_arguments    a           archive.mappings.support-desk.calls.arguments = a
      archive.mappings.support-desk.tool_result       r           archive.mappings.support-desk.calls.result = r
      archive.mappings.support-desk.tool_error        e           archive.mappings.support-desk.calls.error = e
      archive.mappings.support-desk.user              u           archive.mappings.support-desk.user = u
      archive.mappings.support-desk.service           v           archive.mappings.support-desk.service = v
      archive.mappings.support-desk.created_at        o           archive.mappings.support-desk.createdAt = o
      archive.mappings.support-desk.tags              g           archive.mappings.support-desk.tags = g
      archive.mappings.support-desk.roles             {A: user}   archive.mappings.support-desk.roles.a = USER
      judge.url                        http://other/v1    judge.settings.url = http://other/v1
      judge.model                      other              judge.settings.model = other
      judge.temperature                1.5                judge.settings.parameters.temperature = 1.5
      judge.seed                       7                  judge.settings.parameters.seed = 7
      judge.max_output_tokens          17                 judge.settings.parameters.maxOutputTokens = 17
      judge.context_tokens             513                judge.settings.parameters.contextTokens = 513
      judge.long_conversations         window             judge.settings.parameters.longConversations = WINDOW
      judge.prices.input_per_million   0.1                judge.settings.prices.inputPerMillion = 0.1
      judge.prices.output_per_million  0.2                judge.settings.prices.outputPerMillion = 0.2
      judge.pack_size                  3                  judge.settings.limits.packSize = 3
      judge.concurrency                4                  judge.settings.limits.concurrency = 4
      judge.request_timeout            5s                 judge.settings.limits.requestTimeout = PT5S
      judge.deadline                   6s                 judge.settings.limits.deadline = PT6S
      judge.max_attempts               8                  judge.settings.limits.maxAttempts = 8
      judge.response_format            text               judge.settings.limits.responseFormat = TEXT
      judge.max_in_flight              9                  judge.pace.maxInFlight = 9
      judge.requests_per_minute        10                 judge.pace.requestsPerMinute = 10
      judge.tokens_per_minute          11                 judge.pace.tokensPerMinute = 11
      judge.unreachable_after          250ms              judge.pace.unreachableAfter = PT0.25S
      judge.budget.calls               12                 judge.budget.calls = 12
      judge.budget.tokens              13                 judge.budget.tokens = 13
      judge.budget.cost                1.5                judge.budget.costNanos = 1500000000
      judge.packing_agreement          0.8                judge.packingAgreement = 0.8
      judge.lane                       batch              judge.lane = BATCH
      judge.batch.price_factor         0.4                judge.batch.priceFactor = 0.4
      judge.batch.max_requests         14                 judge.batch.limits.calls = 14
      judge.batch.max_megabytes        15                 judge.batch.limits.bytes = 15000000
      judge.batch.poll_every           16s                judge.batch.pollEvery = PT16S
      judge.batch.wait                 0s                 judge.batch.patience = PT0S
      server.host                      there              server.host = there
      server.port                      81                 server.port = 81
      server.shutdown_timeout          1s                 server.shutdownTimeout = PT1S
      server.token_lifetime            2h                 server.tokenLifetime = PT2H
      server.request_timeout           3s                 server.requestTimeout = PT3S
      server.evaluation.budget.calls   1                  server.evaluation.budget.calls = 1
      server.evaluation.budget.tokens  2                  server.evaluation.budget.tokens = 2
      server.evaluation.budget.cost    3                  server.evaluation.budget.costNanos = 3000000000
      server.evaluation.timeout        4m                 server.evaluation.timeout = PT4M
      server.oidc.issuer               http://other       server.oidc.issuer = http://other
      server.oidc.audience             other              server.oidc.audience = other
      server.oidc.organization_claim   o                  server.oidc.organizationClaim = o
      server.oidc.user_claim           u                  server.oidc.userClaim = u
      server.oidc.role_claim           r                  server.oidc.roleClaim = r
      server.rate_limits.sign_in                1         server.rateLimits.sign_in = 1
      server.rate_limits.create_metric          2         server.rateLimits.create_metric = 2
      server.rate_limits.list_metrics           3         server.rateLimits.list_metrics = 3
      server.rate_limits.get_metric             4         server.rateLimits.get_metric = 4
      server.rate_limits.search_metrics         5         server.rateLimits.search_metrics = 5
      server.rate_limits.update_metric          6         server.rateLimits.update_metric = 6
      server.rate_limits.delete_metric          7         server.rateLimits.delete_metric = 7
      server.rate_limits.create_metric_version  8         server.rateLimits.create_metric_version = 8
      server.rate_limits.list_metric_versions   9         server.rateLimits.list_metric_versions = 9
      server.rate_limits.evaluate_metrics       11        server.rateLimits.evaluate_metrics = 11
      server.rate_limits.list_results           12        server.rateLimits.list_results = 12
      server.rate_limits.create_unit_test       13        server.rateLimits.create_unit_test = 13
      server.rate_limits.list_unit_tests        14        server.rateLimits.list_unit_tests = 14
      server.rate_limits.delete_unit_test       15        server.rateLimits.delete_unit_test = 15
      retention.plans                  1d                 retention.plans = 1
      retention.history                2d                 retention.history = 2
      retention.failures               3d                 retention.failures = 3
      retention.quarantine             4d                 retention.quarantine = 4
      retention.judgements             5d                 retention.judgements = 5
      retention.reports                6d                 retention.reports = 6
      spark                            {a.b: true}        spark.a.b = true
      """;

  @TempDir Path folder;

  /** One row of the table. */
  record Arrival(String key, String value, String component, String as) {
    static Arrival of(String row) {
      String[] cells = row.strip().split("\\s{2,}|(?<=\\S) = ", -1);
      return new Arrival(cells[0], cells[1], cells[2], cells[3]);
    }
  }

  static Stream<Arrival> arrivals() {
    return ARRIVES.lines().map(Arrival::of);
  }

  @ParameterizedTest
  @MethodSource("arrivals")
  void aSettingArrivesInItsComponentAndInNoOther(Arrival arrival) throws IOException {
    Map<String, @Nullable String> usual = components(NEEDED);
    Map<String, String> given = new TreeMap<>(NEEDED);
    given.put(arrival.key(), arrival.value());

    Map<String, @Nullable String> read = components(given);

    assertThat(usual).doesNotContainEntry(arrival.component(), text(arrival.as()));
    assertThat(read).containsEntry(arrival.component(), text(arrival.as()));
    read.remove(arrival.component());
    usual.remove(arrival.component());
    assertThat(read).isEqualTo(usual);
  }

  @Test
  void whatIsDocumentedIsWhatIsAskedFor() throws IOException {
    Set<String> documented = new TreeSet<>();
    names("", plain(documented()), documented);

    assertThat(SettingsFile.bind(documented(), folder).keys()).isEqualTo(documented);
    assertThat(arrivals().map(Arrival::key)).containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void theDocumentsNameOnlySettingsThatThereAre() throws IOException {
    Set<String> keys = SettingsFile.bind(documented(), folder).keys();
    Set<String> mentioned = new TreeSet<>();
    try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
      for (Path page :
          Stream.concat(Stream.of(ROOT.resolve("README.md")), documents)
              .filter(Files::isRegularFile)
              .toList()) {
        Matcher matcher = MENTIONED.matcher(Files.readString(page));
        while (matcher.find()) {
          mentioned.add(matcher.group(1));
        }
      }
    }

    assertThat(mentioned)
        .isNotEmpty()
        .allMatch(
            name -> keys.stream().anyMatch(key -> key.equals(name) || key.startsWith(name + ".")));
  }

  /** The documented settings, those that stand in comments as well. */
  private Path documented() throws IOException {
    String text = Files.readString(ROOT.resolve("conf/assay.yaml"));
    return Files.writeString(
        folder.resolve("documented.yaml"), COMMENTED.matcher(text).replaceAll("$1"));
  }

  private static @Nullable Object plain(Path file) {
    return new YamlFile(file).documents().get(0).value();
  }

  private static void names(String path, @Nullable Object value, Set<String> names) {
    if (value instanceof Map<?, ?> map && !path.equals("spark.") && !path.endsWith(".roles.")) {
      map.forEach((key, each) -> names(path + key + ".", each, names));
    } else {
      names.add(path.substring(0, path.length() - 1));
    }
  }

  /** The components of the settings that a file gives, by their paths. */
  private Map<String, @Nullable String> components(Map<String, String> given) throws IOException {
    Path file = Files.writeString(folder.resolve("assay.yaml"), yaml(given));
    Map<String, @Nullable String> components = new TreeMap<>();
    flatten("", SettingsFile.read(file, Path.of("/base")), components);
    return components;
  }

  private static void flatten(
      String path, @Nullable Object value, Map<String, @Nullable String> into) {
    if (value instanceof Record section) {
      for (RecordComponent component : section.getClass().getRecordComponents()) {
        flatten(dotted(path, component.getName()), read(component, section), into);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> flatten(dotted(path, String.valueOf(key)), each, into));
    } else if (value instanceof Optional<?> optional) {
      flatten(path, optional.orElse(null), into);
    } else {
      into.put(path, value == null ? null : value.toString());
    }
  }

  private static @Nullable Object read(RecordComponent component, Record section) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Cannot read " + component, e);
    }
  }

  private static String dotted(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static @Nullable String text(String as) {
    return as.equals("null") ? null : as;
  }

  /** Settings by their full names as YAML, in the flow style. */
  private static String yaml(Map<String, String> given) {
    Map<String, Map<String, String>> within = new TreeMap<>();
    given.forEach(
        (name, value) -> {
          String[] parts = name.split("\\.", 2);
          within
              .computeIfAbsent(parts[0], key -> new TreeMap<>())
              .put(parts.length == 1 ? "" : parts[1], value);
        });
    return within.entrySet().stream()
        .map(e -> e.getKey() + ": " + leafOrSection(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String leafOrSection(Map<String, String> values) {
    Collection<String> leaf = values.containsKey("") ? values.values() : List.of();
    return leaf.stream().findFirst().orElseGet(() -> yaml(values));
  }
}
