package dev.assay.sqlserver;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hive.service.rpc.thrift.TCancelOperationReq;
import org.apache.hive.service.rpc.thrift.TCancelOperationResp;
import org.apache.hive.service.rpc.thrift.TCloseOperationReq;
import org.apache.hive.service.rpc.thrift.TCloseOperationResp;
import org.apache.hive.service.rpc.thrift.TCloseSessionReq;
import org.apache.hive.service.rpc.thrift.TCloseSessionResp;
import org.apache.hive.service.rpc.thrift.TExecuteStatementReq;
import org.apache.hive.service.rpc.thrift.TExecuteStatementResp;
import org.apache.hive.service.rpc.thrift.TFetchOrientation;
import org.apache.hive.service.rpc.thrift.TFetchResultsReq;
import org.apache.hive.service.rpc.thrift.TFetchResultsResp;
import org.apache.hive.service.rpc.thrift.TGetCatalogsReq;
import org.apache.hive.service.rpc.thrift.TGetCatalogsResp;
import org.apache.hive.service.rpc.thrift.TGetColumnsReq;
import org.apache.hive.service.rpc.thrift.TGetColumnsResp;
import org.apache.hive.service.rpc.thrift.TGetCrossReferenceReq;
import org.apache.hive.service.rpc.thrift.TGetCrossReferenceResp;
import org.apache.hive.service.rpc.thrift.TGetFunctionsReq;
import org.apache.hive.service.rpc.thrift.TGetFunctionsResp;
import org.apache.hive.service.rpc.thrift.TGetInfoReq;
import org.apache.hive.service.rpc.thrift.TGetInfoResp;
import org.apache.hive.service.rpc.thrift.TGetInfoValue;
import org.apache.hive.service.rpc.thrift.TGetOperationStatusReq;
import org.apache.hive.service.rpc.thrift.TGetOperationStatusResp;
import org.apache.hive.service.rpc.thrift.TGetPrimaryKeysReq;
import org.apache.hive.service.rpc.thrift.TGetPrimaryKeysResp;
import org.apache.hive.service.rpc.thrift.TGetQueryIdReq;
import org.apache.hive.service.rpc.thrift.TGetQueryIdResp;
import org.apache.hive.service.rpc.thrift.TGetResultSetMetadataReq;
import org.apache.hive.service.rpc.thrift.TGetResultSetMetadataResp;
import org.apache.hive.service.rpc.thrift.TGetSchemasReq;
import org.apache.hive.service.rpc.thrift.TGetSchemasResp;
import org.apache.hive.service.rpc.thrift.TGetTableTypesReq;
import org.apache.hive.service.rpc.thrift.TGetTableTypesResp;
import org.apache.hive.service.rpc.thrift.TGetTablesReq;
import org.apache.hive.service.rpc.thrift.TGetTablesResp;
import org.apache.hive.service.rpc.thrift.TGetTypeInfoReq;
import org.apache.hive.service.rpc.thrift.TGetTypeInfoResp;
import org.apache.hive.service.rpc.thrift.TOpenSessionReq;
import org.apache.hive.service.rpc.thrift.TOpenSessionResp;
import org.apache.hive.service.rpc.thrift.TOperationHandle;
import org.apache.hive.service.rpc.thrift.TOperationState;
import org.apache.hive.service.rpc.thrift.TProtocolVersion;
import org.apache.hive.service.rpc.thrift.TSessionHandle;
import org.apache.hive.service.rpc.thrift.TSetClientInfoReq;
import org.apache.hive.service.rpc.thrift.TSetClientInfoResp;
import org.apache.hive.service.rpc.thrift.TStatus;
import org.apache.spark.sql.classic.SparkSession;

/**
 * The calls of HiveServer2's protocol, in terms of {@link ClientSession} and {@link Directory}.
 * Called from a thread for each connection; sessions end with theirs.
 */
final class HiveService implements AutoCloseable {

  /** The oldest in which rows go by column. */
  private static final TProtocolVersion OLDEST = TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V6;

  /** The newest whose clients ask for nothing that is not here. */
  private static final TProtocolVersion NEWEST = TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V8;

  /** In one answer, since a row may be a whole conversation. */
  private static final long MOST_ROWS = 1_000;

  /** What is fetched when it is not rows: the log of a statement, of which there is none. */
  private static final short LOG = 1;

  private final SparkSession spark;
  private final ExecutorService threads = Executors.newCachedThreadPool(HiveService::daemon);
  private final Handles handles = new Handles();

  HiveService(SparkSession spark) {
    this.spark = spark;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "statement");
    thread.setDaemon(true);
    return thread;
  }

  /** Closes what the connection of this thread has left open. */
  void connectionEnded() {
    handles.closeThoseOfThisThread();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  TOpenSessionResp openSession(TOpenSessionReq request) {
    TProtocolVersion asked = request.getClient_protocol();
    if (asked.compareTo(OLDEST) < 0) {
      return new TOpenSessionResp(
          Handles.failed("Unsupported client: it does not take rows by column"), OLDEST);
    }
    TOpenSessionResp response =
        new TOpenSessionResp(Handles.done(), asked.compareTo(NEWEST) < 0 ? asked : NEWEST);
    response.setSessionHandle(new TSessionHandle(handles.add(new ClientSession(spark, threads))));
    response.setConfiguration(Map.of());
    return response;
  }

  TCloseSessionResp closeSession(TCloseSessionReq request) {
    handles.close(request.getSessionHandle().getSessionId());
    return new TCloseSessionResp(Handles.done());
  }

  TGetInfoResp getInfo(TGetInfoReq request) {
    String value =
        switch (request.getInfoType()) {
          case CLI_DBMS_NAME -> "Spark SQL";
          case CLI_DBMS_VER -> spark.version();
          case CLI_SERVER_NAME -> "Assay";
          default -> "";
        };
    return new TGetInfoResp(Handles.done(), TGetInfoValue.stringValue(value));
  }

  TExecuteStatementResp executeStatement(TExecuteStatementReq request) {
    TExecuteStatementResp response = new TExecuteStatementResp();
    TStatus status =
        handles.begin(
            request.getSessionHandle(),
            session -> {
              Operation operation = session.ask(request.getStatement());
              if (!request.isRunAsync()) {
                var unused = operation.answer();
              }
              return operation;
            },
            response::setOperationHandle);
    response.setStatus(status);
    return response;
  }

  TGetTypeInfoResp getTypeInfo(TGetTypeInfoReq request) {
    TGetTypeInfoResp response = new TGetTypeInfoResp();
    response.setStatus(
        tell(request.getSessionHandle(), Directory::types, response::setOperationHandle));
    return response;
  }

  TGetCatalogsResp getCatalogs(TGetCatalogsReq request) {
    TGetCatalogsResp response = new TGetCatalogsResp();
    response.setStatus(
        tell(request.getSessionHandle(), Directory::catalogs, response::setOperationHandle));
    return response;
  }

  TGetSchemasResp getSchemas(TGetSchemasReq request) {
    TGetSchemasResp response = new TGetSchemasResp();
    response.setStatus(
        tell(
            request.getSessionHandle(),
            directory -> directory.schemas(request.getSchemaName()),
            response::setOperationHandle));
    return response;
  }

  TGetTablesResp getTables(TGetTablesReq request) {
    TGetTablesResp response = new TGetTablesResp();
    response.setStatus(
        tell(
            request.getSessionHandle(),
            directory ->
                directory.tables(
                    request.getSchemaName(), request.getTableName(), request.getTableTypes()),
            response::setOperationHandle));
    return response;
  }

  TGetTableTypesResp getTableTypes(TGetTableTypesReq request) {
    TGetTableTypesResp response = new TGetTableTypesResp();
    response.setStatus(
        tell(request.getSessionHandle(), Directory::tableTypes, response::setOperationHandle));
    return response;
  }

  TGetColumnsResp getColumns(TGetColumnsReq request) {
    TGetColumnsResp response = new TGetColumnsResp();
    response.setStatus(
        tell(
            request.getSessionHandle(),
            directory ->
                directory.columns(
                    request.getSchemaName(), request.getTableName(), request.getColumnName()),
            response::setOperationHandle));
    return response;
  }

  TGetFunctionsResp getFunctions(TGetFunctionsReq request) {
    TGetFunctionsResp response = new TGetFunctionsResp();
    response.setStatus(
        tell(request.getSessionHandle(), Directory::functions, response::setOperationHandle));
    return response;
  }

  TGetPrimaryKeysResp getPrimaryKeys(TGetPrimaryKeysReq request) {
    TGetPrimaryKeysResp response = new TGetPrimaryKeysResp();
    response.setStatus(
        tell(request.getSessionHandle(), Directory::primaryKeys, response::setOperationHandle));
    return response;
  }

  TGetCrossReferenceResp getCrossReference(TGetCrossReferenceReq request) {
    TGetCrossReferenceResp response = new TGetCrossReferenceResp();
    response.setStatus(
        tell(request.getSessionHandle(), Directory::foreignKeys, response::setOperationHandle));
    return response;
  }

  private TStatus tell(
      TSessionHandle session, Function<Directory, Answer> what, Consumer<TOperationHandle> handle) {
    return handles.begin(session, found -> Operation.known(what.apply(found.directory())), handle);
  }

  TGetOperationStatusResp getOperationStatus(TGetOperationStatusReq request) {
    Operation operation = handles.operation(request.getOperationHandle().getOperationId());
    if (operation == null) {
      return new TGetOperationStatusResp(
          Handles.failed("Cannot find the statement: it was closed"));
    }
    TGetOperationStatusResp response = new TGetOperationStatusResp(Handles.done());
    response.setOperationState(operation.state());
    response.setHasResultSet(true);
    if (response.getOperationState() == TOperationState.ERROR_STATE) {
      response.setErrorMessage(operation.problem());
      response.setSqlState(Handles.GENERAL_ERROR);
    }
    return response;
  }

  TCancelOperationResp cancelOperation(TCancelOperationReq request) {
    Operation operation = handles.operation(request.getOperationHandle().getOperationId());
    if (operation != null) {
      operation.cancel();
    }
    return new TCancelOperationResp(Handles.done());
  }

  TCloseOperationResp closeOperation(TCloseOperationReq request) {
    handles.close(request.getOperationHandle().getOperationId());
    return new TCloseOperationResp(Handles.done());
  }

  TGetResultSetMetadataResp getResultSetMetadata(TGetResultSetMetadataReq request) {
    TGetResultSetMetadataResp response = new TGetResultSetMetadataResp();
    response.setStatus(
        handles.read(
            request.getOperationHandle().getOperationId(),
            answer -> response.setSchema(answer.schema())));
    return response;
  }

  TFetchResultsResp fetchResults(TFetchResultsReq request) {
    TFetchResultsResp response = new TFetchResultsResp();
    response.setHasMoreRows(false);
    if (request.getFetchType() == LOG) {
      response.setResults(Answer.none());
      response.setStatus(Handles.done());
      return response;
    }
    if (request.getOrientation() != TFetchOrientation.FETCH_NEXT) {
      response.setStatus(Handles.failed("Unsupported scrolling: rows are read once, in order"));
      return response;
    }
    long most = request.getMaxRows() > 0 ? Math.min(request.getMaxRows(), MOST_ROWS) : MOST_ROWS;
    response.setStatus(
        handles.read(
            request.getOperationHandle().getOperationId(),
            answer -> response.setResults(answer.next(most))));
    return response;
  }

  TGetQueryIdResp getQueryId(TGetQueryIdReq request) {
    return new TGetQueryIdResp("");
  }

  TSetClientInfoResp setClientInfo(TSetClientInfoReq request) {
    return new TSetClientInfoResp(Handles.done());
  }
}
