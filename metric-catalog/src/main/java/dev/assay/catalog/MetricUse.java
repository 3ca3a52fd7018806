package dev.assay.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What uses metrics, and so keeps them from being deleted. Who uses a metric notes that within
 * {@link MetricStore#whileKept}; then no metric is ever deleted while it is used.
 */
@FunctionalInterface
public interface MetricUse {

  /** Nothing uses metrics. */
  MetricUse NONE = (connection, metricId) -> List.of();

  /** Names of what uses the metric, as the transaction of {@code connection} sees it. */
  List<String> users(Connection connection, String metricId) throws SQLException;
}
