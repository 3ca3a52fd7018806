package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Finds the schema that a prompt asks to be followed, when the request itself has none. */
final class SchemaInText {

  private static final int MAX_TRIES = 200;

  private SchemaInText() {}

  /** The first JSON object in the text that is a schema of an object. */
  static Optional<ObjectNode> find(String text) {
    int start = text.indexOf('{');
    for (int tries = 0; start >= 0 && tries < MAX_TRIES; tries++) {
      Optional<ObjectNode> found = Json.objectAt(text, start).filter(SchemaInText::isSchema);
      if (found.isPresent()) {
        return found;
      }
      start = text.indexOf('{', start + 1);
    }
    return Optional.empty();
  }

  private static boolean isSchema(ObjectNode object) {
    return object.path("properties").isObject()
        && object.path("type").asText("object").equals("object");
  }
}
