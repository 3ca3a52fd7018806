import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the sample archives out of {@code scenarios.txt}. The same seed gives the same text, and on
 * one Java version the same bytes.
 *
 * <p>{@code java data-samples/GenerateSamples.java [FOLDER_OF_SCENARIOS [FOLDER_TO_WRITE]]}; both
 * folders are {@code data-samples} unless given.
 */
public final class GenerateSamples {

  private static final long SEED = 20261102;
  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)}");

  private final Random random = new Random(SEED);
  private final List<Scenario> scenarios;
  private final Path target;

  private GenerateSamples(List<Scenario> scenarios, Path target) {
    this.scenarios = scenarios;
    this.target = target;
  }

  public static void main(String[] arguments) throws IOException {
    Path source = Path.of(arguments.length > 0 ? arguments[0] : "data-samples");
    Path target = arguments.length > 1 ? Path.of(arguments[1]) : source;
    List<Scenario> scenarios = Scenario.parse(Files.readAllLines(source.resolve("scenarios.txt")));
    new GenerateSamples(scenarios, target).generate();
  }

  /** One line of a scenario: who or what, and the wordings to choose from. */
  private record Line(String kind, List<String> wordings, boolean optional) {}

  private record Scenario(String service, String name, List<Line> lines) {

    static List<Scenario> parse(List<String> text) {
      List<Scenario> scenarios = new ArrayList<>();
      for (String line : text) {
        if (line.startsWith("## ")) {
          String[] words = line.split(" ");
          scenarios.add(new Scenario(words[1], words[2], new ArrayList<>()));
        } else if (!scenarios.isEmpty() && !line.isBlank()) {
          boolean optional = line.startsWith("?");
          int colon = line.indexOf(": ");
          List<String> wordings = List.of(line.substring(colon + 2).split(" \\|\\| "));
          String kind = line.substring(optional ? 1 : 0, colon);
          scenarios.get(scenarios.size() - 1).lines().add(new Line(kind, wordings, optional));
        }
      }
      return scenarios;
    }
  }

  /** What is said or done, its words chosen and its slots filled. */
  private record Turn(String kind, String text) {

    String call() {
      return text.substring(0, text.indexOf(' '));
    }

    String arguments() {
      return text.substring(text.indexOf(' ') + 1, text.indexOf(" => "));
    }

    String answer() {
      return text.substring(text.indexOf(" => ") + 4);
    }
  }

  /** JSON that is written as it is. */
  private record Json(String text) {}

  private void generate() throws IOException {
    List<Map<String, Object>> monday = day("2026-11-02", 56);
    List<Map<String, Object>> unfinished = monday.subList(0, 4);
    List<Map<String, Object>> monday1 = new ArrayList<>();
    unfinished.forEach(conversation -> monday1.add(firstHalf(conversation)));
    monday1.addAll(monday.subList(4, monday.size()));
    write("native/2026-11-02.jsonl.gz", lines(monday1));

    List<Map<String, Object>> tuesday = day("2026-11-03", 40);
    tuesday.addAll(5, unfinished.subList(0, 3));
    monday.subList(10, 13).forEach(conversation -> tuesday.add(7, edited(conversation)));
    monday.subList(20, 23).forEach(conversation -> tuesday.add(19, continued(conversation)));
    tuesday.addAll(monday.subList(30, 34));
    write("native/2026-11-03.jsonl", lines(tuesday));

    write("native/2026-11-04.jsonl", withDirt(lines(day("2026-11-04", 48))));

    List<byte[]> thursday = lines(day("2026-11-05", 60));
    thursday.addAll(3, lines(monday.subList(20, 21)));
    thursday.add(
        30, "{\"messages\":[],\"note\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    write("native/2026-11-05.jsonl.gz", thursday);

    write("simulation/hotel-booking.jsonl", lines(simulations()));
    write("openai/bank-help.jsonl", lines(chats()));
    write("tau-bench/telecom-support.jsonl", lines(trajectories()));
  }

  // ---- native

  private List<Map<String, Object>> day(String date, int count) {
    List<Map<String, Object>> conversations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Scenario scenario = pick(scenarios);
      List<Turn> turns = turns(scenario, random.nextInt(4) == 0);
      Instant start = Instant.parse(date + "T07:00:00Z").plusSeconds(random.nextInt(43_000));
      conversations.add(conversation(date + "/" + i, scenario, turns, start));
    }
    return conversations;
  }

  private Map<String, Object> conversation(
      String key, Scenario scenario, List<Turn> turns, Instant start) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("id", id("conversation", key));
    record.put("service_id", id("service", scenario.service()));
    record.put("user_id", "customer-" + (1000 + random.nextInt(400)));
    record.put("created_at", start.toString());
    record.put("is_finished", true);
    Map<String, Object> tags = new LinkedHashMap<>();
    tags.put("service", scenario.service());
    tags.put("channel", pick(List.of("chat", "chat", "chat", "voice", "email")));
    tags.put("vip", random.nextInt(12) == 0 ? "yes" : null);
    record.put("tags", tags);
    record.put("messages", messages(key, turns, start));
    return record;
  }

  private List<Map<String, Object>> messages(String key, List<Turn> turns, Instant start) {
    List<Map<String, Object>> messages = new ArrayList<>();
    Instant time = start;
    String interaction = "";
    boolean userBefore = false;
    for (Turn turn : turns) {
      boolean user = turn.kind().equals("user");
      if (interaction.isEmpty() || (user && !userBefore)) {
        interaction = id("interaction", key + "/" + messages.size());
      }
      userBefore = user;
      time = time.plusMillis(2_000 + random.nextInt(70_000));
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("id", id("message", key + "/" + messages.size()));
      message.put("interaction_id", interaction);
      message.put("created_at", time.toString());
      message.put("sender", sender(turn.kind()));
      message.put("message_type", messageType(turn.kind()));
      message.put("message", isCall(turn) ? "" : turn.text());
      if (isCall(turn)) {
        message.put("tool_calls", List.of(call(turn)));
      }
      messages.add(message);
    }
    return messages;
  }

  private static String sender(String kind) {
    return switch (kind) {
      case "user" -> "user";
      case "event" -> "system";
      case "tool" -> "tool";
      default -> "agent";
    };
  }

  private static String messageType(String kind) {
    return switch (kind) {
      case "user" -> "user-message";
      case "event", "tool" -> "external-event";
      case "thought" -> "agent-inner-thought";
      default -> "agent-message";
    };
  }

  private static boolean isCall(Turn turn) {
    return turn.kind().equals("call") || turn.kind().equals("fail");
  }

  /** Arguments and results are sometimes JSON and sometimes text that holds JSON. */
  private Map<String, Object> call(Turn turn) {
    boolean asText = random.nextBoolean();
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("name", turn.call());
    call.put("arguments", asText ? turn.arguments() : new Json(turn.arguments()));
    if (turn.kind().equals("fail")) {
      call.put("error", turn.answer());
    } else {
      call.put("result", asText ? turn.answer() : new Json(turn.answer()));
    }
    return call;
  }

  private static Map<String, Object> firstHalf(Map<String, Object> conversation) {
    List<Map<String, Object>> messages = messagesOf(conversation);
    Map<String, Object> half = new LinkedHashMap<>(conversation);
    half.put("is_finished", false);
    half.put("messages", messages.subList(0, Math.max(1, messages.size() / 2)));
    return half;
  }

  private static Map<String, Object> edited(Map<String, Object> conversation) {
    List<Map<String, Object>> messages = new ArrayList<>(messagesOf(conversation));
    for (int i = messages.size() - 1; i >= 0; i--) {
      Map<String, Object> message = new LinkedHashMap<>(messages.get(i));
      if (message.get("sender").equals("agent") && !message.get("message").equals("")) {
        message.put("message", message.get("message") + " (Edited: this is not binding.)");
        messages.set(i, message);
        break;
      }
    }
    Map<String, Object> edited = new LinkedHashMap<>(conversation);
    edited.put("messages", messages);
    return edited;
  }

  private Map<String, Object> continued(Map<String, Object> conversation) {
    List<Turn> turns =
        List.of(
            new Turn("user", "Hello again, it is still not solved."),
            new Turn("agent", "I'm sorry to hear that. I'll look into it once more."));
    Instant nextMorning = Instant.parse("2026-11-03T06:30:00Z");
    List<Map<String, Object>> messages = new ArrayList<>(messagesOf(conversation));
    messages.addAll(messages(conversation.get("id") + "/late", turns, nextMorning));
    Map<String, Object> continued = new LinkedHashMap<>(conversation);
    continued.put("messages", messages);
    return continued;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> messagesOf(Map<String, Object> conversation) {
    return (List<Map<String, Object>>) conversation.get("messages");
  }

  /** What real archives hold as well: odd records that are fine, and records that are not. */
  private static List<byte[]> withDirt(List<byte[]> lines) {
    String message = "{\"sender\":\"user\",\"message\":\"Is anybody there?\"}";
    List<String> fine =
        List.of(
            "{\"id\":\"chat-1104-17\",\"messages\":[" + message + "],\"exporter\":{\"v\":3}}",
            "{\"service_id\":null,\"messages\":[" + message + "]}",
            "{\"id\":\""
                + id("conversation", "empty")
                + "\",\"is_finished\":false,\"messages\":["
                + message
                + "]}",
            "{\"id\":\"chat-1104-18\",\"messages\":[{\"sender\":\"agent\",\"message\":\"\\ud83d\"}]}",
            "");
    List<String> broken =
        List.of(
            "{\"id\":\"chat-1104-19\",\"messages\":[{\"sender\":\"user\",\"message\":\"Where is",
            "{\"id\":\"chat-1104-20\",\"messages\":\"none\"}",
            "{\"id\":\"chat-1104-21\",\"created_at\":\"2026-11-04T08:00:00Z\"}",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"hologram\",\"data\":\"Hi\"}]}]}",
            "{\"messages\":[{\"sender\":\"robot\",\"message\":\"beep\"}]}",
            "{\"org_id\":\"someone-else\",\"messages\":[" + message + "]}",
            "[\"Is anybody there?\"]");
    List<byte[]> mixed = new ArrayList<>(lines);
    int at = 2;
    for (List<String> kind : List.of(fine, broken)) {
      for (String line : kind) {
        mixed.add(at, line.getBytes(StandardCharsets.UTF_8));
        at += 4;
      }
    }
    return mixed;
  }

  // ---- simulations

  private List<Map<String, Object>> simulations() {
    List<Scenario> tests = of("hotel-booking").subList(0, 3);
    List<Map<String, Object>> records = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      for (Scenario test : tests) {
        for (int index = 0; index < 5; index++) {
          String key = "simulation/" + run + "/" + test.name() + "/" + index;
          Instant start = Instant.parse("2026-11-05T20:00:00Z").plusSeconds(3_600L * run + index);
          Map<String, Object> record = conversation(key, test, turns(test, false), start);
          Map<String, Object> simulation = new LinkedHashMap<>();
          simulation.put("simulation_unit_test_set_run_id", id("run", "hotel/" + run));
          simulation.put("unit_test_id", id("unit-test", test.name()));
          simulation.put("run_index", index);
          record.put("simulation", simulation);
          record.remove("user_id");
          records.add(record);
        }
      }
    }
    return records;
  }

  // ---- OpenAI chat and tau-bench

  private List<Map<String, Object>> chats() {
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      Map<String, Object> record = new LinkedHashMap<>();
      if (i % 3 == 0) {
        record.put("id", "thread_" + id("thread", "" + i).substring(0, 10));
      }
      Scenario scenario = pick(of("bank-help"));
      String system = "You help customers of a bank. Never ask for a PIN.";
      record.put("messages", chat(turns(scenario, false), system, "c" + i + "_", i % 2 == 0));
      if (i % 4 == 0) {
        record.put("service_id", id("service", "bank-help"));
        record.put("created_at", "2026-11-0" + (2 + i % 4) + "T12:00:00+01:00");
      }
      records.add(record);
    }
    return records;
  }

  private List<Map<String, Object>> trajectories() {
    List<Map<String, Object>> records = new ArrayList<>();
    for (int task = 0; task < 4; task++) {
      Scenario scenario = of("telecom-support").get(task);
      for (int trial = 0; trial < 4; trial++) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("task_id", task);
        record.put("reward", new Json(random.nextInt(3) == 0 ? "0.0" : "1.0"));
        record.put("info", Map.of("source", "user"));
        String system = "You are the support of a telephone company. The day is 2026-11-04.";
        record.put("traj", chat(turns(scenario, false), system, "call_", true));
        record.put("trial", trial);
        records.add(record);
      }
    }
    return records;
  }

  private List<Map<String, Object>> chat(
      List<Turn> turns, String system, String callPrefix, boolean plain) {
    List<Map<String, Object>> messages = new ArrayList<>();
    messages.add(message(plain ? "system" : "developer", system));
    for (Turn turn : turns) {
      switch (turn.kind()) {
        case "user" -> messages.add(message("user", plain ? turn.text() : parts(turn.text())));
        case "agent" -> messages.add(message("assistant", turn.text()));
        case "call", "fail" -> addCall(messages, turn, callPrefix + messages.size());
        default -> {}
      }
    }
    return messages;
  }

  private static List<Map<String, Object>> parts(String text) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", "text");
    part.put("text", text);
    return List.of(part);
  }

  private static void addCall(List<Map<String, Object>> messages, Turn turn, String callId) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", turn.call());
    function.put("arguments", turn.arguments());
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("id", callId);
    call.put("type", "function");
    call.put("function", function);
    Map<String, Object> message = message("assistant", null);
    message.put("tool_calls", List.of(call));
    messages.add(message);
    boolean failed = turn.kind().equals("fail");
    Map<String, Object> reply = message("tool", (failed ? "Error: " : "") + turn.answer());
    reply.put("tool_call_id", callId);
    messages.add(reply);
  }

  private static Map<String, Object> message(String role, Object content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  // ---- words

  private List<Scenario> of(String service) {
    return scenarios.stream().filter(s -> s.service().equals(service)).toList();
  }

  private List<Turn> turns(Scenario scenario, boolean withAnother) {
    Map<String, String> slots = new HashMap<>();
    List<Turn> turns = new ArrayList<>();
    addTurns(turns, scenario, slots);
    if (withAnother) {
      Scenario another = pick(of(scenario.service()));
      turns.add(
          new Turn("user", pick(List.of("One more thing.", "and another question", "Also:"))));
      addTurns(turns, another, slots);
    }
    return turns;
  }

  private void addTurns(List<Turn> turns, Scenario scenario, Map<String, String> slots) {
    boolean optionalBefore = false;
    boolean left = false;
    for (Line line : scenario.lines()) {
      if (line.optional() && !optionalBefore) {
        left = random.nextBoolean();
      }
      optionalBefore = line.optional();
      if (!line.optional() || !left) {
        turns.add(new Turn(line.kind(), filled(pick(line.wordings()), slots)));
      }
    }
  }

  private String filled(String text, Map<String, String> slots) {
    Matcher matcher = SLOT.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = slots.computeIfAbsent(matcher.group(1), slot -> words(slot).get());
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }

  private Supplier<String> words(String slot) {
    return switch (slot) {
      case "parcel" -> () -> "PX-" + (100_000 + random.nextInt(900_000));
      case "order" -> () -> "O" + (10_000 + random.nextInt(90_000));
      case "number" -> () -> "" + (1_000 + random.nextInt(9_000));
      case "card" -> () -> "%04d".formatted(random.nextInt(10_000));
      case "amount" -> () -> (20 + random.nextInt(180)) + ".50";
      case "phone" -> () -> "+1 555 01" + (10 + random.nextInt(90));
      case "email" ->
          () -> pick(List.of("kim", "r.novak", "sam", "a.yilmaz", "jo")) + "@example.com";
      case "name" -> () -> pick(List.of("Kim", "Mr Novak", "Sam", "Ms Yilmaz", "Jo"));
      case "agent" -> () -> pick(List.of("Mara", "Oskar", "Li", "Priya"));
      case "city" ->
          () -> pick(List.of("Leipzig", "Porto", "Lyon", "Graz", "Utrecht", "Gda\u0144sk"));
      case "hotel" ->
          () -> pick(List.of("Hotel Sample", "Garden Lodge", "Station Hotel", "Aurora"));
      case "weekday" -> () -> pick(List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"));
      case "date" -> () -> (10 + random.nextInt(19)) + " November";
      default -> throw new IllegalArgumentException("Unsupported slot in scenarios.txt: " + slot);
    };
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static String id(String kind, String key) {
    try {
      byte[] text = ("sample/" + kind + "/" + key).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java platform must have SHA-256", e);
    }
  }

  // ---- files

  private static List<byte[]> lines(List<Map<String, Object>> records) {
    return records.stream()
        .map(record -> json(record).getBytes(StandardCharsets.UTF_8))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private void write(String name, List<byte[]> lines) throws IOException {
    Path file = target.resolve(name);
    Files.createDirectories(file.getParent());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(bytes) : bytes) {
      for (byte[] line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
    Files.write(file, bytes.toByteArray());
    System.out.printf("%s: %d lines, %d bytes%n", name, lines.size(), bytes.size());
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(GenerateSamples::json).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Json json) {
      return json.text();
    }
    return value instanceof String text
        ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : String.valueOf(value);
  }
}
