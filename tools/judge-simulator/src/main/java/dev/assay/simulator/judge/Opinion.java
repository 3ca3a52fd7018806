package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What a judge makes of one conversation; a schema is filled with it. */
interface Opinion {

  /** The random choice for this path; always the same one. */
  Draw draw(String path);

  /** What it answers to the yes-or-no question of this place, where the truth is known. */
  Optional<Boolean> verdict(Place place, Parts parts);

  /** How often it gives null where the schema allows it. */
  double nullRate();

  /** The bounds that the prompt gives a number, in the place's schema, which has none. */
  JsonNode bounded(JsonNode schema, Place place, Parts parts);

  /** What the prompt has that can be referred to. */
  List<String> references();
}
