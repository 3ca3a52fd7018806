package dev.assay.evaluators.batch;

import java.nio.charset.StandardCharsets;

/**
 * One line of a batch's input file.
 *
 * @param callId by which its answer is found
 * @param request the exact body, JSON in one line
 */
public record BatchLine(String callId, String request) {

  /** The path that batches of chat completions name, whatever the address of the API. */
  public static final String PATH = "/v1/chat/completions";

  /** UTF-8, with the end of the line. */
  public byte[] bytes() {
    return ("{\"custom_id\":\""
            + callId
            + "\",\"method\":\"POST\",\"url\":\""
            + PATH
            + "\",\"body\":"
            + request
            + "}\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
