package dev.assay.catalog;

import dev.assay.catalog.database.Database;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A process that writes to a catalog until its standard input says stop, and prints each metric
 * version after its commit.
 */
final class CatalogWriter {
  static final String ORG = "acme";
  static final String STOPPED = "stopped";

  private CatalogWriter() {}

  public static void main(String[] arguments) throws IOException {
    String name = arguments[1];
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Database database = CatalogDatabase.embedded(Path.of(arguments[0]))) {
      MetricStore store = new MetricStore(database.dataSource(), Clock.systemUTC());
      for (int i = 0; System.in.available() == 0; i++) {
        Metric metric = store.create(Samples.named(name + i), ORG, Samples.ANN);
        out.println(metric.id() + " 1");
        store.update(
            ORG, metric.id(), MetricChange.nothing().withDescription("Again"), Samples.ANN);
        out.println(metric.id() + " 2");
      }
    }
    out.println(STOPPED);
  }
}
