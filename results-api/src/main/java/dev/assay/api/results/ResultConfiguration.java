package dev.assay.api.results;

import dev.assay.installation.Home;
import dev.assay.results.read.ResultReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the route of results together. */
@Configuration(proxyBeanMethods = false)
@Import(ResultController.class)
public class ResultConfiguration {

  @Bean
  ResultReader resultReader(Home home) {
    return ResultReader.open(home.warehouse());
  }

  /** Shows Prometheus how large the index of conversations is. */
  @Bean
  MeterBinder resultIndex(ResultReader reader) {
    return registry -> {
      Gauge.builder("assay.results.indexed.files", reader, ResultReader::indexedFiles)
          .description("Files of results whose conversations are indexed")
          .register(registry);
      Gauge.builder("assay.results.index.bytes", reader, ResultReader::indexBytes)
          .description("Memory of the index of conversations, in bytes")
          .register(registry);
    };
  }
}
