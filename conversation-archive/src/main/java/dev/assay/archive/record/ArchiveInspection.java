package dev.assay.archive.record;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.RecordReading.Detail;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveListing;
import dev.assay.archive.file.ArchiveSplit;
import dev.assay.archive.file.Archives;
import dev.assay.archive.file.NaturalOrder;
import dev.assay.archive.file.TableListing;
import dev.assay.archive.fragment.Assembly;
import dev.assay.archive.fragment.Fragment;
import dev.assay.archive.record.ArchiveRecord.Accepted;
import dev.assay.archive.record.ArchiveRecord.Parts;
import dev.assay.archive.record.ArchiveRecord.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads archives as an ingestion would, and tells how; writes nothing. Of records only counts are
 * kept, the first rejected ones of each reason, one conversation, and hashes that tell ids apart.
 */
public final class ArchiveInspection {
  private static final int REJECTED_OF_A_REASON = 3;

  /** So many parts of conversations are put together; further ones are only read. */
  public static final int MOST_FRAGMENTS = 20_000;

  /** Of a detail that was found in no field. */
  public static final String NONE = "";

  private final List<FileCounts> files = new ArrayList<>();
  private final SortedMap<String, Long> formats = new TreeMap<>();
  private final Map<Detail, SortedMap<String, Long>> details = new EnumMap<>(Detail.class);
  private final SortedMap<String, Long> ignored = new TreeMap<>();
  private final SortedMap<String, Reason> reasons = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<ArchiveListing.PassedOver> passedOver = new ArrayList<>();
  private final List<OwnedFragment> fragments = new ArrayList<>();
  private long spans;
  private long usedSpans;
  private long assembledConversations;
  private final MappingMatches matches = new MappingMatches();
  private final SharedIds ids;
  private long unreadableTimes;
  private long messagesWithoutTime;
  private long messages;
  private @Nullable Example example;

  private ArchiveInspection(ReadOptions options) {
    this.ids = new SharedIds(options.idScope());
  }

  /**
   * What became of a file's records.
   *
   * @param firstReason why the first was rejected, or null
   */
  public record FileCounts(Path file, long read, long rejected, @Nullable String firstReason) {}

  /**
   * A reason for which records were rejected.
   *
   * @param count how many
   * @param first some of them
   */
  public record Reason(long count, List<Place> first) {
    public Reason {
      first = List.copyOf(first);
    }
  }

  /** A record that was rejected. */
  public record Place(Path file, long line, String message) {}

  /**
   * A conversation, and where it stands.
   *
   * @param file null when it was put together from spans
   */
  public record Example(@Nullable Path file, long line, Conversation conversation) {}

  /**
   * Reads all archives that patterns name.
   *
   * @param tables asked for what Delta tables consist of
   */
  public static ArchiveInspection of(
      List<String> patterns, TableListing tables, ReadOptions options, ReadLimits limits) {
    ArchiveInspection inspection = new ArchiveInspection(options);
    ArchiveListing listing = Archives.find(patterns, tables);
    listing.problems().forEach(problem -> inspection.problems.add(problem.message()));
    inspection.passedOver.addAll(listing.passedOver());
    listing.files().stream()
        .sorted(Comparator.comparing(Path::toString, new NaturalOrder()))
        .forEach(file -> inspection.read(file, listing.constants(file), options, limits));
    inspection.assemble();
    inspection.problems.addAll(inspection.matches.problems(options.mappings()));
    return inspection;
  }

  private void read(
      Path file, Map<String, String> constants, ReadOptions options, ReadLimits limits) {
    long read = 0;
    long rejected = 0;
    String firstReason = null;
    try {
      for (ArchiveSplit split :
          ArchiveFile.inspect(file, ArchiveFile.SPLIT_BYTES, constants).splits()) {
        try (ArchiveRecords records = ArchiveReader.inspect(split, options, limits, matches)) {
          while (records.hasNext()) {
            ArchiveRecord record = records.next();
            if (record instanceof Accepted accepted) {
              read++;
              count(file, accepted);
              ids.add(file, accepted.conversation());
            } else if (record instanceof Parts parts) {
              Optional<String> unread = parts.unread();
              if (unread.isPresent()) {
                rejected++;
                Rejected why =
                    new Rejected(
                        parts.line(), RejectionReason.UNREAD_CONTENT, unread.get(), parts.raw());
                firstReason = firstReason == null ? why.reason().label() : firstReason;
                count(file, why);
              } else {
                read++;
              }
              count(file, parts);
            } else if (record instanceof Rejected why) {
              rejected++;
              firstReason = firstReason == null ? why.reason().label() : firstReason;
              count(file, why);
            }
          }
        }
      }
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
    files.add(new FileCounts(file, read, rejected, firstReason));
  }

  private void count(Path file, Parts parts) {
    formats.merge(parts.notes().format(), 1L, Long::sum);
    unreadableTimes += parts.notes().unreadableTimes();
    spans += parts.fragments().size();
    for (Fragment fragment : parts.fragments()) {
      if (fragments.size() < MOST_FRAGMENTS) {
        fragments.add(new OwnedFragment(parts.orgId(), fragment, file, parts.line()));
      }
    }
  }

  /** A part, whose it is, and where it stands. */
  private record OwnedFragment(String orgId, Fragment fragment, Path file, long line) {}

  /** Puts together what parts were read. */
  private void assemble() {
    Map<String, String> sessions = new HashMap<>();
    for (OwnedFragment part : fragments) {
      String session = part.fragment().session();
      if (session != null) {
        sessions.merge(
            part.fragment().traceConversationId(part.orgId()),
            session,
            (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
    }
    Map<List<String>, List<OwnedFragment>> conversations = new LinkedHashMap<>();
    for (OwnedFragment part : fragments) {
      Fragment fragment = part.fragment();
      String name =
          sessions.getOrDefault(fragment.traceConversationId(part.orgId()), fragment.trace());
      conversations
          .computeIfAbsent(
              List.of(part.orgId(), fragment.source(), name), each -> new ArrayList<>())
          .add(part);
    }
    conversations.forEach(
        (key, parts) -> {
          Assembly.Assembled assembled =
              Assembly.of(
                  key.get(0), key.get(2), parts.stream().map(OwnedFragment::fragment).toList());
          parts.forEach(part -> countUnclear(part, assembled));
          Conversation conversation = assembled.conversation();
          usedSpans += assembled.used().size();
          if (conversation != null) {
            assembledConversations++;
            count(conversation);
            if (example == null) {
              example = new Example(null, 0, conversation);
            }
          }
        });
    fragments.clear();
  }

  /** What is a call of a model was counted as its record was read. */
  private void countUnclear(OwnedFragment part, Assembly.Assembled in) {
    String why = in.unread().get(part.fragment());
    if (why != null && part.fragment().unread() == null) {
      count(part.file(), new Rejected(part.line(), RejectionReason.UNREAD_CONTENT, why, ""));
    }
  }

  private void count(Conversation conversation) {
    List<Message> said = conversation.messages();
    messages += said.size();
    messagesWithoutTime += said.stream().filter(message -> message.createdAt() == null).count();
  }

  private void count(Path file, Accepted accepted) {
    RecordNotes notes = accepted.notes();
    formats.merge(notes.format(), 1L, Long::sum);
    for (Detail detail : Detail.values()) {
      details
          .computeIfAbsent(detail, each -> new TreeMap<>())
          .merge(notes.fields().getOrDefault(detail, NONE), 1L, Long::sum);
    }
    notes.ignored().forEach(field -> ignored.merge(field, 1L, Long::sum));
    unreadableTimes += notes.unreadableTimes();
    count(accepted.conversation());
    if (example == null) {
      example = new Example(file, accepted.line(), accepted.conversation());
    }
  }

  private void count(Path file, Rejected why) {
    Reason known = reasons.getOrDefault(why.reason().label(), new Reason(0, List.of()));
    List<Place> first = new ArrayList<>(known.first());
    if (first.size() < REJECTED_OF_A_REASON) {
      first.add(new Place(file, why.line(), why.message()));
    }
    reasons.put(why.reason().label(), new Reason(known.count() + 1, first));
  }

  /** The files, in the order of their names. */
  public List<FileCounts> files() {
    return List.copyOf(files);
  }

  /** How many records each format read. */
  public SortedMap<String, Long> formats() {
    return Collections.unmodifiableSortedMap(formats);
  }

  /** How often a detail was found in each field; {@link #NONE} where it was not. */
  public SortedMap<String, Long> fields(Detail detail) {
    return Collections.unmodifiableSortedMap(
        Objects.requireNonNullElseGet(details.get(detail), TreeMap::new));
  }

  /** In how many records each field stood that nobody reads. */
  public SortedMap<String, Long> ignored() {
    return Collections.unmodifiableSortedMap(ignored);
  }

  /** Why records were rejected. */
  public SortedMap<String, Reason> reasons() {
    return Collections.unmodifiableSortedMap(reasons);
  }

  /** What could not be read at all, and mappings that read nothing. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** What may be wrong with what was read. */
  public List<String> warnings() {
    return ids.warnings();
  }

  /** What is no archive. */
  public List<ArchiveListing.PassedOver> passedOver() {
    return List.copyOf(passedOver);
  }

  /** How many values stood where a time stands, and were none. */
  public long unreadableTimes() {
    return unreadableTimes;
  }

  public long messages() {
    return messages;
  }

  public long messagesWithoutTime() {
    return messagesWithoutTime;
  }

  /** How many parts of conversations there are. */
  public long spans() {
    return spans;
  }

  /** Of the first {@link #MOST_FRAGMENTS} parts, those that conversations consist of. */
  public long usedSpans() {
    return usedSpans;
  }

  /** How many conversations the first {@link #MOST_FRAGMENTS} parts make. */
  public long assembledConversations() {
    return assembledConversations;
  }

  /** The first conversation, or null. */
  public @Nullable Example example() {
    return example;
  }

  /** Whether a path is missing, a mapping read nothing, or a whole file gave nothing. */
  public boolean needsAPerson() {
    return !problems.isEmpty()
        || files.isEmpty()
        || (example == null && !reasons.isEmpty())
        || files.stream().anyMatch(file -> file.read() == 0 && file.rejected() > 0);
  }
}
