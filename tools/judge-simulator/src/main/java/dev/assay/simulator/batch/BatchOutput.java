package dev.assay.simulator.batch;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.assay.simulator.judge.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The results file and the error file of a batch, as they grow. */
final class BatchOutput {

  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private int completed;
  private int failed;

  void add(BatchInput.Line line, BatchWork.Result result) {
    boolean isGood = result.status() < 400;
    ByteArrayOutputStream file = isGood ? results : errors;
    write(
        file,
        "{\"id\":\"batch_req_%s\",\"custom_id\":%s,\"response\":{\"status_code\":%d,\"request_id\":\"%s\",\"body\":"
            .formatted(
                result.requestId(), quoted(line.customId()), result.status(), result.requestId()));
    write(file, result.body());
    write(file, "},\"error\":null}\n");
    if (isGood) {
      completed++;
    } else {
      failed++;
    }
  }

  void expired(BatchInput.Line line) {
    write(
        errors,
        ("{\"id\":\"batch_req_expired\",\"custom_id\":%s,\"response\":null,\"error\":{\"code\":\"batch_expired\","
                + "\"message\":\"This request could not be executed before the completion window expired.\"}}\n")
            .formatted(quoted(line.customId())));
    failed++;
  }

  private static String quoted(String text) {
    return Json.text(TextNode.valueOf(text));
  }

  private static void write(ByteArrayOutputStream file, String text) {
    file.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] results() {
    return results.toByteArray();
  }

  byte[] errors() {
    return errors.toByteArray();
  }

  int completed() {
    return completed;
  }

  int failed() {
    return failed;
  }
}
