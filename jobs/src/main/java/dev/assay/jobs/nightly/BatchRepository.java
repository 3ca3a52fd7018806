package dev.assay.jobs.nightly;

import dev.assay.jobs.run.JobsDatabase;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * Spring Batch over the catalog's database.
 *
 * @param jobs keeps what each execution has done
 * @param operator starts, restarts and recovers executions, in the caller's thread
 */
record BatchRepository(JobRepository jobs, TaskExecutorJobOperator operator) {

  static BatchRepository over(JobsDatabase database) {
    try {
      JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
      factory.setDataSource(database.dataSource());
      factory.setTransactionManager(new DataSourceTransactionManager(database.dataSource()));
      factory.setDatabaseType(database.databaseType());
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
}
