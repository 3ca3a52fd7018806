package dev.assay.evaluators.judge.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.evaluators.batch.Batch;
import dev.assay.evaluators.batch.BatchLine;
import dev.assay.evaluators.batch.BatchRegister;
import dev.assay.evaluators.judge.client.BatchClient;
import dev.assay.evaluators.judge.client.Reply;
import dev.assay.evaluators.judge.client.Reply.Outcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a batch to its provider, once. Before the provider is told, that is durable; whoever finds
 * it so afterwards looks at the provider's own list before it tells again.
 */
final class Submission {
  private static final String MEND =
      "What is submitted is kept. If the endpoint has no batches, use --lane direct; else the same"
          + " command goes on.";

  /** A list may lag behind what was created. */
  private static final int LOOKS = 3;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final long SKEW_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long MICROS = 1_000_000;

  private final BatchClient client;
  private final BatchRegister register;
  private final Path temporary;
  private final RetriedRequest asking;

  Submission(BatchClient client, BatchRegister register, Path temporary, RetriedRequest asking) {
    this.client = client;
    this.register = register;
    this.temporary = temporary;
    this.asking = asking;
  }

  /** Uploads the input of a batch that is not uploaded. */
  void upload(Batch batch) {
    Path file = temporary();
    try {
      String sha256 = write(batch, file);
      if (batch.inputSha256() == null) {
        register.seal(batch, sha256);
      } else if (!sha256.equals(batch.inputSha256())) {
        throw new IllegalStateException(
            "The input of batch %d of run %s has changed".formatted(batch.number(), batch.runId()));
      }
      Reply reply =
          asking.until(
              () ->
                  client.upload(
                      file, "assay-%s-%d.jsonl".formatted(batch.runId(), batch.number())));
      String id = BatchStatus.json(reply).map(answer -> answer.path("id").asText("")).orElse("");
      if (reply.outcome() != Outcome.ANSWERED || id.isEmpty()) {
        throw RetriedRequest.failed("upload the input of a batch", reply, MEND);
      }
      register.uploaded(batch, id);
    } finally {
      delete(file);
    }
  }

  /** Creates a batch whose input is uploaded, unless the provider has it already. */
  void create(Batch batch) {
    if (batch.state() == Batch.State.CREATING && isAdopted(batch)) {
      return;
    }
    register.creating(batch);
    String fileId = Objects.requireNonNull(batch.fileId());
    Reply reply = null;
    for (int attempt = 1; attempt <= asking.attempts(); attempt++) {
      reply = client.create(fileId, BatchLine.PATH, metadata(batch));
      Optional<BatchStatus> said =
          reply.outcome() == Outcome.ANSWERED ? BatchStatus.read(reply) : Optional.empty();
      if (said.isPresent()) {
        register.created(batch, said.get().id());
        return;
      }
      boolean refused =
          reply.outcome() == Outcome.REJECTED || reply.outcome() == Outcome.REFUSED_ALL;
      if (refused) {
        register.notCreated(batch);
        break;
      }
      boolean nothingDone =
          reply.outcome() == Outcome.RATE_LIMITED || reply.outcome() == Outcome.UNREACHABLE;
      if (!nothingDone && isAdopted(batch)) {
        return;
      }
      if (attempt < asking.attempts()) {
        asking.backOff(attempt, reply);
      }
    }
    throw RetriedRequest.failed("create a batch", Objects.requireNonNull(reply), MEND);
  }

  /** Looks whether the provider has the batch, and if so, keeps by which id. */
  boolean isAdopted(Batch batch) {
    for (int look = 1; look <= LOOKS; look++) {
      Optional<BatchStatus> found = find(batch);
      if (found.isPresent()) {
        register.created(batch, found.get().id());
        return true;
      }
      if (look < LOOKS) {
        asking.pause(BETWEEN_LOOKS);
      }
    }
    return false;
  }

  /** The batch in the provider's list, by what it was created with. */
  Optional<BatchStatus> find(Batch batch) {
    String after = null;
    while (true) {
      String from = after;
      Reply reply = asking.until(() -> client.batches(from));
      JsonNode page = BatchStatus.json(reply).filter(p -> p.path("data").isArray()).orElse(null);
      if (reply.outcome() != Outcome.ANSWERED || page == null) {
        throw RetriedRequest.failed(
            "see whether a batch was created before",
            reply,
            "It is not created again until that is known; the same command goes on.");
      }
      long oldest = Long.MAX_VALUE;
      for (JsonNode listed : page.path("data")) {
        if (isSame(batch, listed)) {
          return BatchStatus.of(listed);
        }
        oldest = Math.min(oldest, listed.path("created_at").asLong(Long.MAX_VALUE));
        after = listed.path("id").asText();
      }
      boolean tooOld = oldest < batch.createdAtMicros() / MICROS - SKEW_SECONDS;
      if (!page.path("has_more").asBoolean(false) || page.path("data").isEmpty() || tooOld) {
        return Optional.empty();
      }
    }
  }

  private static boolean isSame(Batch batch, JsonNode listed) {
    return metadata(batch).entrySet().stream()
        .allMatch(
            entry ->
                listed.path("metadata").path(entry.getKey()).asText("").equals(entry.getValue()));
  }

  private static Map<String, String> metadata(Batch batch) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("run", batch.runId());
    metadata.put("number", String.valueOf(batch.number()));
    metadata.put("input_sha256", Objects.requireNonNull(batch.inputSha256()));
    return metadata;
  }

  private String write(Batch batch, Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream out =
          new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
        register.lines(batch, line -> write(line, out));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the input of a batch to " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(BatchLine line, OutputStream out) {
    try {
      out.write(line.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the input of a batch", e);
    }
  }

  private Path temporary() {
    try {
      Files.createDirectories(temporary);
      return Files.createTempFile(temporary, "batch", ".jsonl");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + temporary, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + file, e);
    }
  }
}
