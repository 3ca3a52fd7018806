package dev.assay.installation;

import dev.assay.archive.FieldPath;
import dev.assay.archive.Mapping;
import dev.assay.archive.Sender;
import dev.assay.archive.record.ArchiveReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one section of {@code archive.mappings} of the settings. */
final class MappingSectionReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final String PATH =
      "a path such as ticket.log.0.text; a key with dots or brackets stands in quotation marks";

  private static final String CALLS = "tool_calls";
  private static final List<String> OF_CALLS =
      List.of("tool_name", "tool_arguments", "tool_result", "tool_error");

  private final SettingsSection mapping;

  private MappingSectionReader(SettingsSection mapping) {
    this.mapping = mapping;
  }

  /** Why a mapping cannot have a name. */
  static Optional<String> wrongName(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          "cannot be a mapping's name: it must be of small letters, digits, - and _, at most 64");
    }
    return ArchiveReader.formats().contains(name)
        ? Optional.of("cannot be a mapping's name: it is a format's; choose another")
        : Optional.empty();
  }

  /** The section, or nothing when it is wrong; then the problems are noted. */
  static Optional<Mapping> read(String name, SettingsSection mapping) {
    return new MappingSectionReader(mapping).read(name);
  }

  private Optional<Mapping> read(String name) {
    FieldPath when = path("when");
    FieldPath id = path("id");
    FieldPath messages = required("messages", "ticket.transcript");
    FieldPath sender = required("sender", "from");
    FieldPath text = required("text", "body");
    FieldPath time = path("time");
    FieldPath user = path("user");
    FieldPath service = path("service");
    FieldPath createdAt = path("created_at");
    FieldPath tags = path("tags");
    Mapping.Calls calls = calls();
    Map<String, Sender> roles = roles();
    return messages == null || sender == null || text == null
        ? Optional.empty()
        : Optional.of(
            new Mapping(
                name, when, id, messages, sender, text, time, user, service, createdAt, tags, calls,
                roles));
  }

  private @Nullable FieldPath path(String key) {
    return mapping.meaning(key, PATH, FieldPath::of).orElse(null);
  }

  private @Nullable FieldPath required(String key, String example) {
    mapping.require(key, example);
    return path(key);
  }

  private Mapping.@Nullable Calls calls() {
    boolean any = OF_CALLS.stream().anyMatch(mapping::has);
    FieldPath list = any ? required(CALLS, "actions") : path(CALLS);
    FieldPath name = mapping.has(CALLS) ? required("tool_name", "name") : path("tool_name");
    FieldPath arguments = path("tool_arguments");
    FieldPath result = path("tool_result");
    FieldPath error = path("tool_error");
    return list == null || name == null
        ? null
        : new Mapping.Calls(list, name, arguments, result, error);
  }

  private Map<String, Sender> roles() {
    Map<String, Sender> roles = new TreeMap<>();
    Map<String, String> written = new TreeMap<>();
    mapping
        .strings("roles")
        .forEach(
            (word, label) -> {
              String first = written.putIfAbsent(Mapping.word(word), word);
              if (first != null) {
                mapping.problem(
                    "roles",
                    "'%s' and '%s' are one word in 'roles', which does not tell their case apart; remove one"
                        .formatted(first, word));
              }
              Sender.fromLabel(label)
                  .ifPresentOrElse(
                      sender -> roles.put(Mapping.word(word), sender),
                      () ->
                          mapping.problem(
                              "roles",
                              "'%s' in 'roles' is %s; it must be one of %s"
                                  .formatted(
                                      word,
                                      label,
                                      Arrays.stream(Sender.values())
                                          .map(Sender::label)
                                          .sorted()
                                          .toList())));
            });
    return roles;
  }
}
