package dev.assay.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.fixture.SharedSpark;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.hive.service.rpc.thrift.TCancelOperationReq;
import org.apache.hive.service.rpc.thrift.TExecuteStatementReq;
import org.apache.hive.service.rpc.thrift.TGetOperationStatusReq;
import org.apache.hive.service.rpc.thrift.TOpenSessionReq;
import org.apache.hive.service.rpc.thrift.TOperationHandle;
import org.apache.hive.service.rpc.thrift.TOperationState;
import org.apache.hive.service.rpc.thrift.TProtocolVersion;
import org.apache.hive.service.rpc.thrift.TSessionHandle;
import org.apache.hive.service.rpc.thrift.TStatus;
import org.apache.hive.service.rpc.thrift.TStatusCode;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of statements that nobody waits for any more, asked without a connection. */
class HiveServiceTest {

  private static final String ENDLESS = "SELECT sum(id % 7) FROM range(1000000000000)";

  private final SparkSession spark = (SparkSession) SharedSpark.session();
  private final HiveService service = new HiveService(spark);

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aCancelledStatementLeavesNoWorkBehind() {
    TOperationHandle endless = begin(session(), ENDLESS);
    until(() -> runningTasks() > 0);
    assertThat(state(endless)).isEqualTo(TOperationState.RUNNING_STATE);

    service.cancelOperation(new TCancelOperationReq(endless));

    assertThat(state(endless)).isEqualTo(TOperationState.CANCELED_STATE);
    until(() -> runningTasks() == 0);
  }

  @Test
  void aConnectionThatIsLostLeavesNoWorkBehind() {
    TSessionHandle session = session();
    begin(session, ENDLESS);
    until(() -> runningTasks() > 0);

    service.connectionEnded();

    until(() -> runningTasks() == 0);
    TStatus status =
        service.executeStatement(new TExecuteStatementReq(session, "SELECT 1")).getStatus();
    assertThat(status.getStatusCode()).isEqualTo(TStatusCode.ERROR_STATUS);
    assertThat(status.getErrorMessage()).isEqualTo("Cannot find the session: it was closed");
  }

  @Test
  void aClientThatIsTooOldIsTold() {
    TStatus status =
        service
            .openSession(new TOpenSessionReq(TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V5))
            .getStatus();
    assertThat(status.getErrorMessage()).startsWith("Unsupported client");
  }

  private TSessionHandle session() {
    return service
        .openSession(new TOpenSessionReq(TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V10))
        .getSessionHandle();
  }

  private TOperationHandle begin(TSessionHandle session, String statement) {
    TExecuteStatementReq request = new TExecuteStatementReq(session, statement);
    request.setRunAsync(true);
    return service.executeStatement(request).getOperationHandle();
  }

  private TOperationState state(TOperationHandle operation) {
    return service.getOperationStatus(new TGetOperationStatusReq(operation)).getOperationState();
  }

  private int runningTasks() {
    return Arrays.stream(spark.sparkContext().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }

  private static void until(BooleanSupplier reached) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the wait's end").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
