package dev.assay.sqlserver;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hive.service.rpc.thrift.TCancelOperationReq;
import org.apache.hive.service.rpc.thrift.TCloseOperationReq;
import org.apache.hive.service.rpc.thrift.TCloseSessionReq;
import org.apache.hive.service.rpc.thrift.TExecuteStatementReq;
import org.apache.hive.service.rpc.thrift.TFetchResultsReq;
import org.apache.hive.service.rpc.thrift.TGetCatalogsReq;
import org.apache.hive.service.rpc.thrift.TGetColumnsReq;
import org.apache.hive.service.rpc.thrift.TGetCrossReferenceReq;
import org.apache.hive.service.rpc.thrift.TGetFunctionsReq;
import org.apache.hive.service.rpc.thrift.TGetInfoReq;
import org.apache.hive.service.rpc.thrift.TGetOperationStatusReq;
import org.apache.hive.service.rpc.thrift.TGetPrimaryKeysReq;
import org.apache.hive.service.rpc.thrift.TGetQueryIdReq;
import org.apache.hive.service.rpc.thrift.TGetResultSetMetadataReq;
import org.apache.hive.service.rpc.thrift.TGetSchemasReq;
import org.apache.hive.service.rpc.thrift.TGetTableTypesReq;
import org.apache.hive.service.rpc.thrift.TGetTablesReq;
import org.apache.hive.service.rpc.thrift.TGetTypeInfoReq;
import org.apache.hive.service.rpc.thrift.TOpenSessionReq;
import org.apache.hive.service.rpc.thrift.TSetClientInfoReq;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TProcessor;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/**
 * Reads a call of HiveServer2's protocol, has it answered, and writes what it returns. Each call
 * has one argument and returns one thing, both structs. Hive's own class for this does not run with
 * releases of Thrift that are still mended.
 */
final class HiveProtocol implements TProcessor {

  private static final TField RETURNED = new TField("success", TType.STRUCT, (short) 0);
  private static final short ARGUMENT = 1;

  private final Map<String, Call<?>> calls;

  private record Call<Q extends TBase<?, ?>>(
      Supplier<Q> request, Function<Q, ? extends TBase<?, ?>> work) {

    /** Reads the argument, and does the work. */
    TBase<?, ?> answer(TProtocol input) throws TException {
      Q asked = request.get();
      input.readStructBegin();
      TField field = input.readFieldBegin();
      while (field.type != TType.STOP) {
        if (field.id == ARGUMENT && field.type == TType.STRUCT) {
          asked.read(input);
        } else {
          TProtocolUtil.skip(input, field.type);
        }
        input.readFieldEnd();
        field = input.readFieldBegin();
      }
      input.readStructEnd();
      input.readMessageEnd();
      return work.apply(asked);
    }
  }

  HiveProtocol(HiveService service) {
    calls =
        Map.ofEntries(
            call("OpenSession", TOpenSessionReq::new, service::openSession),
            call("CloseSession", TCloseSessionReq::new, service::closeSession),
            call("GetInfo", TGetInfoReq::new, service::getInfo),
            call("SetClientInfo", TSetClientInfoReq::new, service::setClientInfo),
            call("ExecuteStatement", TExecuteStatementReq::new, service::executeStatement),
            call("GetTypeInfo", TGetTypeInfoReq::new, service::getTypeInfo),
            call("GetCatalogs", TGetCatalogsReq::new, service::getCatalogs),
            call("GetSchemas", TGetSchemasReq::new, service::getSchemas),
            call("GetTables", TGetTablesReq::new, service::getTables),
            call("GetTableTypes", TGetTableTypesReq::new, service::getTableTypes),
            call("GetColumns", TGetColumnsReq::new, service::getColumns),
            call("GetFunctions", TGetFunctionsReq::new, service::getFunctions),
            call("GetPrimaryKeys", TGetPrimaryKeysReq::new, service::getPrimaryKeys),
            call("GetCrossReference", TGetCrossReferenceReq::new, service::getCrossReference),
            call("GetOperationStatus", TGetOperationStatusReq::new, service::getOperationStatus),
            call("GetQueryId", TGetQueryIdReq::new, service::getQueryId),
            call("CancelOperation", TCancelOperationReq::new, service::cancelOperation),
            call("CloseOperation", TCloseOperationReq::new, service::closeOperation),
            call(
                "GetResultSetMetadata",
                TGetResultSetMetadataReq::new,
                service::getResultSetMetadata),
            call("FetchResults", TFetchResultsReq::new, service::fetchResults));
  }

  private static <Q extends TBase<?, ?>> Map.Entry<String, Call<?>> call(
      String name, Supplier<Q> request, Function<Q, ? extends TBase<?, ?>> work) {
    return entry(name, new Call<>(request, work));
  }

  @Override
  public void process(TProtocol input, TProtocol output) throws TException {
    TMessage asked = input.readMessageBegin();
    Call<?> call = calls.get(asked.name);
    if (call == null) {
      TProtocolUtil.skip(input, TType.STRUCT);
      input.readMessageEnd();
      fail(
          output,
          asked,
          TApplicationException.UNKNOWN_METHOD,
          "Unsupported call %s: this server reads tables".formatted(asked.name));
      return;
    }
    TBase<?, ?> returned;
    try {
      returned = call.answer(input);
    } catch (RuntimeException e) {
      fail(output, asked, TApplicationException.INTERNAL_ERROR, String.valueOf(e.getMessage()));
      return;
    }
    output.writeMessageBegin(new TMessage(asked.name, TMessageType.REPLY, asked.seqid));
    output.writeStructBegin(new TStruct());
    output.writeFieldBegin(RETURNED);
    returned.write(output);
    output.writeFieldEnd();
    output.writeFieldStop();
    output.writeStructEnd();
    end(output);
  }

  private static void fail(TProtocol output, TMessage asked, int kind, String message)
      throws TException {
    output.writeMessageBegin(new TMessage(asked.name, TMessageType.EXCEPTION, asked.seqid));
    new TApplicationException(kind, message).write(output);
    end(output);
  }

  private static void end(TProtocol output) throws TException {
    output.writeMessageEnd();
    output.getTransport().flush();
  }
}
