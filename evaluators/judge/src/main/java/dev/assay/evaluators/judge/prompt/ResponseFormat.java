package dev.assay.evaluators.judge.prompt;

import java.util.Locale;

/** How a server is made to answer in JSON, from the strictest to the loosest. */
public enum ResponseFormat {
  /** {@code response_format} with a JSON schema, strict: the server allows nothing else. */
  JSON_SCHEMA,
  /** {@code response_format} that asks for some JSON object. */
  JSON_OBJECT,
  /** No {@code response_format}: the JSON is looked for in the text. */
  TEXT;

  /** The word of settings, such as {@code json_schema}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
