package dev.assay.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the judge simulator was asked, in the order of asking.
 *
 * @param requests at least one
 */
record JudgeJournal(List<Request> requests) {

  /** A request that came at a time and was answered with a status. */
  record Request(Instant time, int status) {}

  /** Reads the file that its option {@code --journal} names. */
  static JudgeJournal read(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Request> requests = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode request = json.readTree(line);
      requests.add(
          new Request(
              Instant.parse(request.path("time").asText()), request.path("status").asInt()));
    }
    return new JudgeJournal(requests);
  }

  Instant first() {
    return requests.get(0).time();
  }

  /** How many were answered a second from a time to the last request. */
  double answeredASecond(Instant from) {
    long answered =
        requests.stream()
            .filter(request -> request.time().isAfter(from) && request.status() == 200)
            .count();
    return answered / seconds(from);
  }

  /** From a time to the last request. */
  double seconds(Instant from) {
    Instant last = requests.get(requests.size() - 1).time();
    return Duration.between(from, last).toMillis() / 1000.0;
  }
}
