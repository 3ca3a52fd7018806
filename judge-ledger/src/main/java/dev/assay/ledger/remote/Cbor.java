package dev.assay.ledger.remote;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.ledger.store.Deflated;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages as bytes (CBOR, RFC 8949). Both ends are of one version, so they need no schema. */
final class Cbor {

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(LedgerRequest.Admit.class),
    @JsonSubTypes.Type(LedgerRequest.Settle.class),
    @JsonSubTypes.Type(LedgerRequest.Withdraw.class)
  })
  private interface Requests {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(LedgerResponse.Admitted.class),
    @JsonSubTypes.Type(LedgerResponse.Done.class),
    @JsonSubTypes.Type(LedgerResponse.Failed.class),
    @JsonSubTypes.Type(LedgerResponse.GivenUp.class)
  })
  private interface Responses {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(Admission.Answered.class),
    @JsonSubTypes.Type(Admission.Granted.class),
    @JsonSubTypes.Type(Admission.Refused.class)
  })
  private interface Admissions {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({@JsonSubTypes.Type(Entry.Answer.class), @JsonSubTypes.Type(Entry.Failure.class)})
  private interface Entries {}

  private interface DeflatedText {
    @JsonCreator
    static Deflated of(byte[] bytes) {
      return Deflated.of(bytes);
    }

    @JsonValue
    byte[] bytes();
  }

  private static final ObjectMapper MAPPER =
      CBORMapper.builder()
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .addMixIn(LedgerRequest.class, Requests.class)
          .addMixIn(LedgerResponse.class, Responses.class)
          .addMixIn(Admission.class, Admissions.class)
          .addMixIn(Entry.class, Entries.class)
          .addMixIn(Deflated.class, DeflatedText.class)
          .build();

  private Cbor() {}

  static byte[] of(Object message) {
    try {
      return MAPPER.writeValueAsBytes(message);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + message, e);
    }
  }

  static <T> T read(byte[] bytes, Class<T> type) {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a message of the ledger: " + e.getMessage(), e);
    }
  }
}
