package dev.assay.api.unittests;

import dev.assay.catalog.MetricStore;
import dev.assay.catalog.database.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the routes of simulation unit tests together. */
@Configuration(proxyBeanMethods = false)
@Import(UnitTestController.class)
public class UnitTestConfiguration {

  @Bean
  UnitTests unitTests(MetricStore metrics, Database database) {
    return new UnitTests(metrics, database.dataSource());
  }
}
