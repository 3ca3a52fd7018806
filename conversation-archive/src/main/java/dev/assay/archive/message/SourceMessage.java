package dev.assay.archive.message;

import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as its source has it, before the answers of tools find their calls.
 *
 * @param position its place in the source's list, from 0
 * @param type what the source says of it, or null
 * @param pieces what it holds, in order; may be empty
 */
public record SourceMessage(
    int position,
    @Nullable String id,
    @Nullable String interactionId,
    Sender sender,
    @Nullable MessageType type,
    @Nullable Instant at,
    List<Piece> pieces) {
  public SourceMessage {
    pieces = List.copyOf(pieces);
  }

  /** The same at another place. */
  public SourceMessage at(int place) {
    return new SourceMessage(place, id, interactionId, sender, type, at, pieces);
  }

  /** The same with more pieces behind its own. */
  SourceMessage with(List<Piece> more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more);
    return new SourceMessage(position, id, interactionId, sender, type, at, all);
  }
}
