package dev.assay.jobs.ledger;

import dev.assay.evaluators.Ledger.Admission;
import dev.assay.evaluators.Ledger.Call;
import dev.assay.evaluators.Ledger.CallEnd;
import dev.assay.evaluators.Ledger.Entry;
import dev.assay.evaluators.Ledger.Inquiry;
import dev.assay.evaluators.Ledger.Item;
import dev.assay.evaluators.Usage;
import dev.assay.ledger.store.Deflated;
import dev.assay.ledger.store.PackedSettlement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts and answers as bytes. Both ends are of one version, so the form is nobody else's affair.
 */
final class Wire {
  private static final int BUFFER = 4096;

  private Wire() {}

  /**
   * What an executor sends.
   *
   * @param executorId Spark's name of it
   * @param seen the highest number of an answer that it has had
   * @param posts in the order of their numbers
   */
  record Parcel(String executorId, long seen, List<Post> posts) {}

  static byte[] of(Parcel parcel) {
    return bytes(
        out -> {
          text(out, parcel.executorId());
          out.writeLong(parcel.seen());
          out.writeInt(parcel.posts().size());
          for (Post post : parcel.posts()) {
            write(out, post);
          }
        });
  }

  static Parcel parcel(byte[] bytes) {
    return read(
        bytes,
        in -> {
          String executorId = text(in);
          long seen = in.readLong();
          int count = in.readInt();
          List<Post> posts = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            posts.add(post(in));
          }
          return new Parcel(executorId, seen, posts);
        });
  }

  static byte[] of(List<Answering> answers) {
    return bytes(
        out -> {
          out.writeInt(answers.size());
          for (Answering answer : answers) {
            write(out, answer);
          }
        });
  }

  static List<Answering> answers(byte[] bytes) {
    return read(
        bytes,
        in -> {
          int count = in.readInt();
          List<Answering> answers = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            answers.add(answer(in));
          }
          return answers;
        });
  }

  private static void write(DataOutputStream out, Post post) throws IOException {
    if (post instanceof Post.Asking asking) {
      out.writeByte('a');
      out.writeLong(asking.number());
      text(out, asking.runId());
      write(out, asking.inquiry());
    } else if (post instanceof Post.Settling settling) {
      out.writeByte('s');
      out.writeLong(settling.number());
      text(out, settling.runId());
      write(out, settling.settlement());
    } else if (post instanceof Post.Withdrawing withdrawing) {
      out.writeByte('w');
      out.writeLong(withdrawing.number());
      text(out, withdrawing.runId());
      out.writeLong(withdrawing.asking());
    }
  }

  private static Post post(DataInputStream in) throws IOException {
    int kind = in.readByte();
    long number = in.readLong();
    String runId = text(in);
    return switch (kind) {
      case 'a' -> new Post.Asking(number, runId, inquiry(in));
      case 's' -> new Post.Settling(number, runId, settlement(in));
      default -> new Post.Withdrawing(number, runId, in.readLong());
    };
  }

  private static void write(DataOutputStream out, Answering answer) throws IOException {
    if (answer instanceof Answering.Admitted admitted) {
      Admission admission = admitted.admission();
      out.writeByte(
          admission instanceof Admission.Answered
              ? 'k'
              : admission instanceof Admission.Granted ? 'g' : 'r');
      out.writeLong(admitted.number());
      out.writeLong(admitted.post());
      write(out, admission.known());
      if (admission instanceof Admission.Granted granted) {
        text(out, granted.callId());
      } else if (admission instanceof Admission.Refused refused) {
        text(out, refused.code());
        text(out, refused.message());
      }
    } else if (answer instanceof Answering.Durable durable) {
      out.writeByte('d');
      out.writeLong(durable.number());
      out.writeLong(durable.post());
    } else if (answer instanceof Answering.Failed failed) {
      out.writeByte('f');
      out.writeLong(failed.number());
      out.writeLong(failed.post());
      text(out, failed.message());
    } else if (answer instanceof Answering.GivenUp givenUp) {
      out.writeByte('x');
      out.writeLong(givenUp.number());
      out.writeLong(givenUp.post());
    }
  }

  private static Answering answer(DataInputStream in) throws IOException {
    int kind = in.readByte();
    long number = in.readLong();
    long post = in.readLong();
    return switch (kind) {
      case 'k' -> new Answering.Admitted(number, post, new Admission.Answered(entries(in)));
      case 'g' ->
          new Answering.Admitted(number, post, new Admission.Granted(entries(in), text(in)));
      case 'r' ->
          new Answering.Admitted(
              number, post, new Admission.Refused(entries(in), text(in), text(in)));
      case 'd' -> new Answering.Durable(number, post);
      case 'x' -> new Answering.GivenUp(number);
      default -> new Answering.Failed(number, post, text(in));
    };
  }

  private static void write(DataOutputStream out, Inquiry inquiry) throws IOException {
    Call call = inquiry.call();
    text(out, call.orgId());
    text(out, call.conversationId());
    text(out, call.contentHash());
    text(out, call.model());
    text(out, call.parameters());
    text(out, call.promptTemplate());
    out.writeInt(call.items().size());
    for (Item item : call.items()) {
      text(out, item.key());
      text(out, item.metricId());
      out.writeInt(item.metricVersion());
    }
    write(out, inquiry.bound());
  }

  private static Inquiry inquiry(DataInputStream in) throws IOException {
    String[] texts = new String[6];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(in);
    }
    int count = in.readInt();
    List<Item> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(new Item(text(in), text(in), in.readInt()));
    }
    return new Inquiry(
        new Call(texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], items), usage(in));
  }

  private static void write(DataOutputStream out, PackedSettlement settlement) throws IOException {
    text(out, settlement.callId());
    text(out, settlement.end().name());
    Long retryAfter = settlement.retryAfterMillis();
    out.writeLong(retryAfter == null ? -1 : retryAfter);
    Usage usage = settlement.usage();
    out.writeBoolean(usage != null);
    if (usage != null) {
      write(out, usage);
    }
    write(out, settlement.entries());
    bytes(out, settlement.request().bytes());
    Deflated answer = settlement.answer();
    out.writeBoolean(answer != null);
    if (answer != null) {
      bytes(out, answer.bytes());
    }
    out.writeLong(settlement.latencyMillis());
  }

  private static PackedSettlement settlement(DataInputStream in) throws IOException {
    String callId = text(in);
    CallEnd end = CallEnd.valueOf(text(in));
    long retryAfter = in.readLong();
    @Nullable Usage usage = in.readBoolean() ? usage(in) : null;
    Map<String, Entry> entries = entries(in);
    Deflated request = Deflated.of(bytes(in));
    @Nullable Deflated answer = in.readBoolean() ? Deflated.of(bytes(in)) : null;
    return new PackedSettlement(
        callId,
        end,
        retryAfter < 0 ? null : Long.valueOf(retryAfter),
        usage,
        entries,
        request,
        answer,
        in.readLong());
  }

  private static void write(DataOutputStream out, Map<String, Entry> entries) throws IOException {
    out.writeInt(entries.size());
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      text(out, each.getKey());
      if (each.getValue() instanceof Entry.Answer answer) {
        out.writeBoolean(true);
        text(out, answer.answer());
        write(out, answer.usage());
      } else if (each.getValue() instanceof Entry.Failure failure) {
        out.writeBoolean(false);
        text(out, failure.code());
        text(out, failure.message());
      }
    }
  }

  private static Map<String, Entry> entries(DataInputStream in) throws IOException {
    int count = in.readInt();
    Map<String, Entry> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String key = text(in);
      entries.put(
          key,
          in.readBoolean()
              ? new Entry.Answer(text(in), usage(in))
              : new Entry.Failure(text(in), text(in)));
    }
    return entries;
  }

  private static void write(DataOutputStream out, Usage usage) throws IOException {
    out.writeLong(usage.inputTokens());
    out.writeLong(usage.outputTokens());
    out.writeLong(usage.costNanos());
  }

  private static Usage usage(DataInputStream in) throws IOException {
    return new Usage(in.readLong(), in.readLong(), in.readLong());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a message of the ledger: it is cut off", e);
    }
  }
}
