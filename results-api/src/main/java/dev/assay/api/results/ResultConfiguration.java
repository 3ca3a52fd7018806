package dev.assay.api.results;

import dev.assay.home.Home;
import dev.assay.results.ResultReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the route of results together. */
@Configuration(proxyBeanMethods = false)
@Import(ResultController.class)
public class ResultConfiguration {
  private static final String DUCKDB_MEMORY = "256MB";

  @Bean
  ResultReader resultReader(Home home) {
    return ResultReader.open(home.warehouse(), DUCKDB_MEMORY);
  }
}
