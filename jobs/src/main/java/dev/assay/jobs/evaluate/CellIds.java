package dev.assay.jobs.evaluate;

import dev.assay.installation.run.PlannedMetric;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Ids of rows: the first 24 hex of SHA-256 of run and cell, so that a cell evaluated again by the
 * same run gives the same row.
 */
final class CellIds {

  private static final int BYTES = 12;

  private final MessageDigest digest;
  private final byte[][] prefixes;

  CellIds(String runId, List<PlannedMetric> metrics) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    prefixes =
        metrics.stream()
            .map(m -> bytes("%s\n%s\n%d\n".formatted(runId, m.metricId(), m.version())))
            .toArray(byte[][]::new);
  }

  String result(int metric, String subject) {
    digest.update(prefixes[metric]);
    return hex(digest.digest(bytes(subject)));
  }

  String failure(int metric, String subject, int attempt) {
    digest.update(prefixes[metric]);
    return hex(digest.digest(bytes(subject + "\nfailure\n" + attempt)));
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
