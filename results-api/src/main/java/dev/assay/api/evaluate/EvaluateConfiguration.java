package dev.assay.api.evaluate;

import dev.assay.catalog.database.Database;
import dev.assay.evaluators.EvaluatorEnvironment;
import dev.assay.evaluators.EvaluatorTypes;
import dev.assay.installation.Home;
import dev.assay.installation.JudgeSection;
import dev.assay.installation.Settings;
import dev.assay.installation.run.PackingVerdicts;
import dev.assay.results.query.StoredConversation;
import java.time.Clock;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts manual evaluation together. */
@Configuration(proxyBeanMethods = false)
@Import(EvaluateController.class)
public class EvaluateConfiguration {

  /** Ends when the web server has finished what was under way. */
  @Bean
  ManualResults manualResults(Home home, Settings settings, Database database, Clock clock) {
    NewestResults newest =
        new NewestResults(
            JdbcClient.create(database.dataSource()),
            new TransactionTemplate(new JdbcTransactionManager(database.dataSource())));
    return new ManualResults(
        home.warehouse(),
        database.locks(),
        newest,
        clock,
        settings.server().evaluation().timeout());
  }

  /** Ready means that results can be stored. */
  @Bean
  HealthIndicator manualResultsHealthIndicator(ManualResults results) {
    return () -> results.isAlive() ? Health.up().build() : Health.down().build();
  }

  @Bean
  ServerIdentity serverIdentity(Home home) {
    return ServerIdentity.take(home.locks());
  }

  @Bean
  ServerEvaluators serverEvaluators(
      Home home, Settings settings, ServerIdentity identity, Clock clock) {
    JudgeSection judge = settings.judge();
    if (judge == null) {
      return new ServerEvaluators(
          EvaluatorTypes.create(EvaluatorEnvironment.forChecks(settings.evaluators())), null);
    }
    DailyLedger ledger =
        new DailyLedger(
            () -> home.openLedger(settings),
            home.warehouse(),
            settings.server().evaluation().budget(),
            judge.pace(),
            identity.id(),
            clock);
    return new ServerEvaluators(
        EvaluatorTypes.create(new EvaluatorEnvironment(() -> ledger, settings.evaluators())),
        ledger);
  }

  @Bean
  ManualEvaluation manualEvaluation(
      Home home,
      Settings settings,
      Database database,
      ServerEvaluators evaluators,
      ManualResults results) {
    return new ManualEvaluation(
        StoredConversation.reader(home.warehouse()),
        evaluators,
        new PackingVerdicts(database.dataSource())::alone,
        results,
        settings.server().evaluation().timeout());
  }
}
