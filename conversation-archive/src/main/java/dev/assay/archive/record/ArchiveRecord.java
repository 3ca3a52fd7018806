package dev.assay.archive.record;

import dev.assay.archive.Conversation;
import dev.assay.archive.RejectionReason;
import dev.assay.archive.fragment.Fragment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one record of an archive: a conversation, parts of conversations, or the reason
 * why it is neither.
 */
public sealed interface ArchiveRecord {

  /** The number of the line, or of the row of a Parquet file, in the whole file; from 1. */
  long line();

  /** A record that was read. */
  record Accepted(Conversation conversation, long line, RecordNotes notes)
      implements ArchiveRecord {

    public Accepted {
      Objects.requireNonNull(conversation, "conversation");
      Objects.requireNonNull(notes, "notes");
    }
  }

  /**
   * A record that holds parts of conversations.
   *
   * @param orgId the organization that they belong to
   * @param fragments at least one
   * @param raw where content of one was not understood, the beginning of the record as {@link
   *     Rejected} has it; else empty
   */
  record Parts(String orgId, List<Fragment> fragments, long line, RecordNotes notes, String raw)
      implements ArchiveRecord {

    /** Why content of it was not understood, or nothing. */
    public Optional<String> unread() {
      return fragments.stream().map(Fragment::unread).filter(Objects::nonNull).findFirst();
    }

    public Parts {
      Objects.requireNonNull(orgId, "orgId");
      Objects.requireNonNull(notes, "notes");
      fragments = List.copyOf(fragments);
    }
  }

  /**
   * A record, or the rest of a file, that could not be read. A failure of the file itself stands at
   * the line after the last one that was read whole.
   *
   * @param message for a person; names the field or the cause
   * @param raw the first 64 KiB of the record as text, with U+FFFD for what is no text; empty when
   *     nothing of it could be read
   */
  record Rejected(long line, RejectionReason reason, String message, String raw)
      implements ArchiveRecord {

    public Rejected {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(raw, "raw");
    }
  }
}
