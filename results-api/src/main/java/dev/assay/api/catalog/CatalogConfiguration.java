package dev.assay.api.catalog;

import dev.assay.api.paging.ContinuationTokens;
import dev.assay.catalog.MetricStore;
import dev.assay.catalog.database.Database;
import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.installation.Settings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the routes of metrics together. */
@Configuration(proxyBeanMethods = false)
@Import({
  Answers.class,
  MetricController.class,
  MetricListController.class,
  MetricSearchController.class,
  VersionController.class
})
public class CatalogConfiguration {

  @Bean
  MetricStore metricStore(Database database, Clock clock) {
    return new MetricStore(database.dataSource(), clock);
  }

  @Bean
  EvaluatorCheck evaluatorCheck(Settings settings) {
    return new EvaluatorCheck(
        EvaluatorTypes.create(EvaluatorEnvironment.forChecks(settings.evaluators())));
  }

  @Bean
  MetricSearch metricSearch() {
    return new MetricSearch();
  }

  @Bean
  ContinuationTokens continuationTokens(Database database, Clock clock) {
    return new ContinuationTokens(database.dataSource(), clock);
  }
}
