package dev.assay.simulator;

import static dev.assay.simulator.RunningSimulator.json;
import static dev.assay.simulator.RunningSimulator.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {

  private static List<HttpResponse<String>> atOnce(RunningSimulator simulator, int requests) {
    List<CompletableFuture<HttpResponse<String>>> sent =
        IntStream.range(0, requests)
            .mapToObj(i -> simulator.request("/v1/chat/completions", plain("text " + i).toString()))
            .map(
                request ->
                    simulator
                        .client()
                        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()))
            .toList();
    return sent.stream().map(CompletableFuture::join).toList();
  }

  private static long count(List<HttpResponse<String>> responses, int status) {
    return responses.stream().filter(r -> r.statusCode() == status).count();
  }

  @Test
  void aboveTheRateRequestsAreRefusedAndToldWhenToComeBack() throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--requests-per-second", "0.01", "--burst", "10")) {
      List<HttpResponse<String>> responses = atOnce(simulator, 40);
      assertThat(count(responses, 200)).isEqualTo(10);
      assertThat(count(responses, 429)).isEqualTo(30);
      HttpResponse<String> refused =
          responses.stream().filter(r -> r.statusCode() == 429).findFirst().orElseThrow();
      assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
          .isBetween(90, 100);
      assertThat(refused.headers().firstValue("x-ratelimit-limit-requests")).contains("1");
      assertThat(refused.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
      assertThat(json(refused).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
      JsonNode counters = simulator.counters();
      assertThat(counters.at("/refused/rate_limited").asInt()).isEqualTo(30);
      assertThat(counters.at("/direct/billed").asInt()).isEqualTo(10);
    }
  }

  @Test
  void aboveTheTokensOfAMinuteRequestsAreRefused() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--tokens-per-minute", "100")) {
      String request = plain("x".repeat(100)).toString();
      assertThat(simulator.chat(request).statusCode()).isEqualTo(200);
      assertThat(simulator.chat(request).statusCode()).isEqualTo(200);
      assertThat(simulator.chat(request).statusCode()).isEqualTo(200);
      HttpResponse<String> refused = simulator.chat(plain("y".repeat(100)).toString());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(json(refused).at("/error/type").asText()).isEqualTo("tokens");
      assertThat(simulator.counters().at("/refused/token_limited").asInt()).isEqualTo(1);
      HttpResponse<String> tooLarge = simulator.chat(plain("z".repeat(1000)).toString());
      assertThat(json(tooLarge).at("/error/message").asText()).startsWith("Request too large: ");
    }
  }

  @Test
  void moreInFlightThanAllowedAreRefused() throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--max-in-flight", "8", "--latency", "2s")) {
      List<HttpResponse<String>> responses = atOnce(simulator, 20);
      assertThat(count(responses, 200)).isEqualTo(8);
      assertThat(count(responses, 503)).isEqualTo(12);
      JsonNode counters = simulator.counters();
      assertThat(counters.get("max_in_flight").asInt()).isEqualTo(8);
      assertThat(counters.get("in_flight").asInt()).isZero();
      assertThat(counters.at("/refused/overloaded").asInt()).isEqualTo(12);
    }
  }

  @Test
  void manyConnectionsWaitWithoutAThreadEach() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--latency", "3s")) {
      List<HttpResponse<String>> responses = atOnce(simulator, 600);
      assertThat(count(responses, 200)).isEqualTo(600);
      assertThat(simulator.counters().get("max_in_flight").asInt()).isEqualTo(600);
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().contains("EventLoop") && thread.isAlive())
          .hasSize(1);
    }
  }

  @Test
  void anErrorIsNotBilledAndAnotherAttemptMaySucceed() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--error-rate", "0.5")) {
      int errors = 0;
      for (int i = 0; i < 40; i++) {
        int status;
        int attempts = 0;
        do {
          status = simulator.chat(plain("text " + i).toString()).statusCode();
          assertThat(status).isIn(200, 500, 502, 503);
          errors += status == 200 ? 0 : 1;
        } while (status != 200 && ++attempts < 30);
        assertThat(status).isEqualTo(200);
      }
      JsonNode counters = simulator.counters();
      assertThat(counters.at("/refused/server_error").asInt()).isEqualTo(errors);
      assertThat(errors).isBetween(10, 100);
      assertThat(counters.at("/direct/billed").asInt()).isEqualTo(40);
      assertThat(counters.get("billed_again").asInt()).isZero();
      assertThat(counters.get("distinct_requests").asInt()).isEqualTo(40);
      assertThat(counters.get("repeats").asInt()).isEqualTo(errors);
    }
  }

  @Test
  void aLostAnswerIsBilledAndNeverArrives() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--timeout-rate", "1")) {
      var request =
          simulator
              .request("/v1/chat/completions", plain("text").toString())
              .timeout(Duration.ofMillis(300))
              .build();
      assertThatThrownBy(
              () -> simulator.client().send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
      JsonNode counters = simulator.counters();
      assertThat(counters.at("/direct/billed").asInt()).isEqualTo(1);
      assertThat(counters.get("lost").asInt()).isEqualTo(1);
      assertThat(counters.get("answered").asInt()).isZero();
    }
  }

  @Test
  void aDroppedConnectionIsNotBilled() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--drop-rate", "1")) {
      assertThatThrownBy(() -> simulator.chat(plain("text").toString()))
          .isInstanceOf(IOException.class);
      assertThat(simulator.counters().at("/refused/dropped").asInt()).isPositive();
      assertThat(simulator.counters().at("/direct/billed").asInt()).isZero();
    }
  }

  @Test
  void requestsWithoutTheKeyAreRefused() throws Exception {
    try (RunningSimulator simulator = new RunningSimulator("--require-key", "secret-key")) {
      HttpResponse<String> refused = simulator.chat(plain("text").toString());
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(json(refused).at("/error/code").asText()).isEqualTo("invalid_api_key");
      assertThat(refused.body()).doesNotContain("secret-key");
      var request =
          simulator
              .request("/v1/chat/completions", plain("text").toString())
              .header("Authorization", "Bearer secret-key")
              .build();
      assertThat(
              simulator.client().send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void countersTellRequestsRepeatsAndCostAndCanBeReset() throws Exception {
    try (RunningSimulator simulator =
        new RunningSimulator("--input-price", "2", "--output-price", "10")) {
      simulator.chat(plain("one").toString());
      simulator.chat(plain("two").toString());
      simulator.chat(plain("two").toString());
      JsonNode counters = simulator.counters();
      assertThat(counters.get("requests").asInt()).isEqualTo(3);
      assertThat(counters.get("distinct_requests").asInt()).isEqualTo(2);
      assertThat(counters.get("repeats").asInt()).isEqualTo(1);
      assertThat(counters.get("billed_again").asInt()).isEqualTo(1);
      assertThat(counters.get("answered").asInt()).isEqualTo(3);
      long input = counters.at("/direct/input_tokens").asLong();
      long output = counters.at("/direct/output_tokens").asLong();
      assertThat(counters.at("/direct/cost").decimalValue())
          .isEqualByComparingTo(java.math.BigDecimal.valueOf(input * 2 + output * 10, 6));
      simulator.post("/simulator/reset", "");
      assertThat(simulator.counters().get("requests").asInt()).isZero();
    }
  }

  @Test
  void theJournalHasALineForEachRequest(@TempDir Path folder) throws Exception {
    Path journal = folder.resolve("journal.jsonl");
    try (RunningSimulator simulator = new RunningSimulator("--journal", journal.toString())) {
      simulator.chat(plain("one").toString());
      simulator.chat(plain("one").toString());
      simulator.chat("{}");
      simulator.counters();
      List<String> lines = Files.readAllLines(journal);
      assertThat(lines).hasSize(3);
      JsonNode second = RunningSimulator.JSON.readTree(lines.get(1));
      assertThat(second.get("attempt").asInt()).isEqualTo(1);
      assertThat(second.get("outcome").asText()).isEqualTo("answered");
      assertThat(second.get("body").asText()).hasSize(64);
      assertThat(RunningSimulator.JSON.readTree(lines.get(2)).get("status").asInt()).isEqualTo(400);
    }
  }
}
