package dev.assay.jobs.nightly;

import dev.assay.catalog.database.Database;
import javax.sql.DataSource;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Batch over the catalog's database.
 *
 * @param jobs keeps what each execution has done
 * @param operator starts, restarts and recovers executions, in the caller's thread
 */
record BatchRepository(JobRepository jobs, TaskExecutorJobOperator operator) {

  /** Creates Spring Batch's tables in the database where they are missing. */
  static BatchRepository over(Database database) {
    if (!hasTables(database.dataSource())) {
      database.whileMigrating(() -> createMissing(database));
    }
    try {
      JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
      factory.setDataSource(database.dataSource());
      factory.setTransactionManager(new DataSourceTransactionManager(database.dataSource()));
      factory.setDatabaseType(database.isPostgresql() ? "POSTGRES" : "SQLITE");
      // Each database's own default level; SQLite knows no other than serializable.
      factory.setIsolationLevelForCreate("ISOLATION_DEFAULT");
      factory.afterPropertiesSet();
      JobRepository repository = factory.getObject();
      TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
      operator.setJobRepository(repository);
      operator.setJobRegistry(new MapJobRegistry());
      operator.setTaskExecutor(new SyncTaskExecutor());
      operator.afterPropertiesSet();
      return new BatchRepository(repository, operator);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot open the job repository: " + e.getMessage(), e);
    }
  }

  /** All of its tables or none: a kill in between must not leave some. */
  private static void createMissing(Database database) {
    DataSource dataSource = database.dataSource();
    if (!hasTables(dataSource)) {
      String script =
          "org/springframework/batch/core/schema-%s.sql"
              .formatted(database.isPostgresql() ? "postgresql" : "sqlite");
      new TransactionTemplate(new DataSourceTransactionManager(dataSource))
          .executeWithoutResult(
              status ->
                  new ResourceDatabasePopulator(new ClassPathResource(script)).execute(dataSource));
    }
  }

  private static boolean hasTables(DataSource dataSource) {
    try {
      new JdbcTemplate(dataSource).execute("SELECT 1 FROM BATCH_JOB_INSTANCE WHERE 1 = 0");
      return true;
    } catch (DataAccessException noSuchTable) {
      return false;
    }
  }
}
