package dev.assay.jobs.nightly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.assay.installation.Settings;
import dev.assay.installation.run.RunInputs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells runs of one configuration from those of others. */
final class ConfigurationDigest {

  private static final int BYTES = 16;

  private ConfigurationDigest() {}

  /** Of what decides a run besides the data. */
  static String of(Settings settings, RunInputs inputs) {
    try {
      String text =
          new ObjectMapper()
              .registerModule(new Jdk8Module())
              .writeValueAsString(List.of(settings.org(), settings.spark(), inputs));
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
