package dev.assay.archive.fragment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.archive.RecordReading;
import dev.assay.archive.UnreadableRecord;
import java.util.List;

/**
 * One shape in which parts of conversations are written down.
 *
 * <p>A new format is one class with a public no-argument constructor, named in {@code
 * META-INF/services/dev.assay.archive.fragment.FragmentFormat}. It must hold no state.
 */
public interface FragmentFormat {

  /** A stable word, such as {@code langfuse}; part of every id that is derived for this format. */
  String name();

  /** Whether this record, a JSON object, has this shape. Cheap, and never an exception. */
  boolean recognises(JsonNode record);

  /**
   * The fragments of a recognised record, at least one. The same record always gives equal ones.
   *
   * @throws UnreadableRecord when the record belongs in the quarantine
   */
  List<Fragment> read(JsonNode record, RecordReading reading) throws UnreadableRecord;
}
