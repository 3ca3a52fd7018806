package dev.assay.simulator.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.simulator.judge.Answer;
import dev.assay.simulator.judge.Json;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the server was asked, and what came of it. Not thread-safe. */
public final class Counters {

  private final Prices prices;
  private final Map<Lane, Account> accounts = new EnumMap<>(Lane.class);
  private final Map<String, Long> refused = new TreeMap<>();
  private final Map<String, Long> malformed = new TreeMap<>();

  /** How often each request came, by the first 64 bits of its hash: no two in 10^8 are alike. */
  private final Map<Long, Seen> seen = new HashMap<>();

  private long requests;
  private long answered;
  private long lost;
  private long billedAgain;
  private int inFlight;
  private int maxInFlight;
  private long cpuNanosBefore = processCpuNanos();

  public Counters(Prices prices) {
    this.prices = prices;
    for (Lane lane : Lane.values()) {
      accounts.put(lane, new Account());
    }
  }

  /** What was billed in one lane. */
  private static final class Account {
    private long requests;
    private long inputTokens;
    private long outputTokens;
  }

  private static final class Seen {
    private long requests;
    private boolean isBilled;
  }

  /** A request for an answer came; how often the same came before. */
  public long request(long bodyHash) {
    requests++;
    return seen.computeIfAbsent(bodyHash, hash -> new Seen()).requests++;
  }

  /** A request was refused. */
  public void refused(String code) {
    refused.merge(code, 1L, Long::sum);
  }

  /** The work was done and is paid for, whether the answer arrives or not. */
  public void billed(Lane lane, long bodyHash, Answer answer) {
    Account account = accounts.get(lane);
    if (account == null) {
      throw new IllegalStateException("Cannot bill in " + lane);
    }
    account.requests++;
    account.inputTokens += answer.inputTokens();
    account.outputTokens += answer.outputTokens();
    answer.malformation().ifPresent(m -> malformed.merge(m.label(), 1L, Long::sum));
    Seen before = seen.computeIfAbsent(bodyHash, hash -> new Seen());
    if (before.isBilled) {
      billedAgain++;
    }
    before.isBilled = true;
  }

  /** An answer was given. */
  public void answered() {
    answered++;
  }

  /** Work was done whose answer never arrives. */
  public void lost() {
    lost++;
  }

  public void begin() {
    inFlight++;
    maxInFlight = Math.max(maxInFlight, inFlight);
  }

  public void end() {
    inFlight--;
  }

  public int inFlight() {
    return inFlight;
  }

  /** Forgets everything but what is in flight. */
  public void reset() {
    accounts.replaceAll((lane, account) -> new Account());
    refused.clear();
    malformed.clear();
    seen.clear();
    requests = 0;
    answered = 0;
    lost = 0;
    billedAgain = 0;
    maxInFlight = inFlight;
    cpuNanosBefore = processCpuNanos();
  }

  /** All counters, as {@code GET /simulator/counters} gives them. */
  public ObjectNode report() {
    ObjectNode report = Json.object();
    report.put("requests", requests);
    report.put("distinct_requests", seen.size());
    report.put("repeats", requests - seen.size());
    report.put("answered", answered);
    report.put("lost", lost);
    report.put("billed_again", billedAgain);
    refused.forEach(report.putObject("refused")::put);
    malformed.forEach(report.putObject("malformed")::put);
    accounts.forEach(
        (lane, account) -> {
          ObjectNode billed = report.putObject(lane.label());
          billed.put("billed", account.requests);
          billed.put("input_tokens", account.inputTokens);
          billed.put("output_tokens", account.outputTokens);
          billed.put("cost", prices.of(lane, account.inputTokens, account.outputTokens));
        });
    report.put("in_flight", inFlight);
    report.put("max_in_flight", maxInFlight);
    report.put("cpu_ms", (processCpuNanos() - cpuNanosBefore) / 1_000_000);
    return report;
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
