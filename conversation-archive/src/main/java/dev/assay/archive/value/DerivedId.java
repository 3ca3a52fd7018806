package dev.assay.archive.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Ids that are derived: the first 24 hex of a SHA-256, so the same parts give the same id. */
public final class DerivedId {

  private static final int BYTES = 12;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  private final MessageDigest digest;

  private DerivedId() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java platform must have SHA-256", e);
    }
  }

  /** Whether a source's id can stay what it is. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  public static String of(String... parts) {
    DerivedId id = new DerivedId();
    for (String part : parts) {
      id.add(part);
    }
    return id.first(BYTES);
  }

  /**
   * A fingerprint of some fields of a record: the order of keys does not count, nor do keys whose
   * value is null.
   */
  public static String contentOf(JsonNode record, Iterable<String> fields) {
    DerivedId content = new DerivedId();
    for (String field : fields) {
      content.add(field);
      content.add(record.path(field));
    }
    return content.first(BYTES * 2);
  }

  private String first(int bytes) {
    return HexFormat.of().formatHex(digest.digest(), 0, bytes);
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private void add(JsonNode value) {
    switch (value.getNodeType()) {
      case OBJECT, POJO -> addObject(value);
      case ARRAY -> {
        add(-1);
        add(value.size());
        value.forEach(this::add);
      }
      case STRING, BINARY -> {
        add(-2);
        add(value.asText());
      }
      case NUMBER, BOOLEAN -> {
        add(-3);
        add(value.asText());
      }
      case NULL, MISSING -> add(-4);
    }
  }

  private void addObject(JsonNode object) {
    SortedMap<String, JsonNode> sorted = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isNull()) {
        sorted.put(field.getKey(), field.getValue());
      }
    }
    add(-5);
    add(sorted.size());
    sorted.forEach(
        (key, value) -> {
          add(key);
          add(value);
        });
  }
}
