package dev.assay.evaluators.code.function;

import dev.assay.evaluators.OneLine;
import dev.assay.evaluators.code.runtime.ErrorCode;
import dev.assay.evaluators.code.runtime.EvaluationError;
import dev.assay.evaluators.code.runtime.Frame;
import dev.assay.evaluators.code.runtime.Values;
import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The library's own functions of numbers, times and durations: their results are of constant size,
 * so only their arguments are bounded.
 */
final class LibraryFunctions {
  /** The functions whose use a metric's author may write by name. */
  static final Set<String> NAMES =
      Set.of(
          "bool",
          "double",
          "duration",
          "int",
          "string",
          "timestamp",
          "uint",
          "getDate",
          "getDayOfMonth",
          "getDayOfWeek",
          "getDayOfYear",
          "getFullYear",
          "getHours",
          "getMilliseconds",
          "getMinutes",
          "getMonth",
          "getSeconds");

  private static final Set<String> OPERATORS = Set.of("_+_", "_-_", "_*_", "_/_", "_%_", "-_");

  /** No number, time or duration is written in more characters. */
  private static final int LONGEST_LITERAL = 200;

  private static final Map<String, CelFunctionBinding> BINDINGS =
      CelStandardFunctions.newBuilder()
          .build()
          .newFunctionBindings(
              RuntimeEquality.create(RuntimeHelpers.create(), Functions.OPTIONS), Functions.OPTIONS)
          .stream()
          .filter(binding -> !binding.getOverloadId().contains("bytes"))
          .collect(
              Collectors.toUnmodifiableMap(
                  CelFunctionBinding::getOverloadId, UnaryOperator.identity()));

  private static final Function ADD =
      function(
          "+",
          Stream.of(
                  "add_int64",
                  "add_uint64",
                  "add_double",
                  "add_timestamp_duration",
                  "add_duration_timestamp",
                  "add_duration_duration")
              .map(BINDINGS::get)
              .toList());

  private LibraryFunctions() {}

  static Optional<Function> find(String name, List<String> overloads) {
    if (!NAMES.contains(name) && !OPERATORS.contains(name)) {
      return Optional.empty();
    }
    List<CelFunctionBinding> bindings =
        overloads.stream()
            .flatMap(overload -> Optional.ofNullable(BINDINGS.get(overload)).stream())
            .toList();
    return bindings.isEmpty() ? Optional.empty() : Optional.of(function(name, bindings));
  }

  static Object add(Frame frame, Object[] arguments) {
    return ADD.apply(frame, arguments);
  }

  private static Function function(String name, List<CelFunctionBinding> bindings) {
    return (frame, arguments) -> {
      for (Object argument : arguments) {
        if (argument instanceof String text && text.length() > LONGEST_LITERAL) {
          if (name.equals("string")) {
            return text;
          }
          throw new EvaluationError(
              ErrorCode.INVALID_ARGUMENT,
              "%s cannot read a text of %d characters".formatted(name, text.length()));
        }
      }
      for (CelFunctionBinding binding : bindings) {
        if (CelFunctionOverload.canHandle(arguments, binding.getArgTypes(), true)) {
          return invoke(binding.getDefinition(), arguments);
        }
      }
      throw Values.mismatch(name, arguments);
    };
  }

  private static Object invoke(CelFunctionOverload overload, Object[] arguments) {
    try {
      return overload.apply(arguments);
    } catch (CelRuntimeException e) {
      throw error(e.getErrorCode(), e);
    } catch (CelEvaluationException e) {
      throw error(e.getErrorCode(), e);
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw error(CelErrorCode.INVALID_ARGUMENT, e);
    }
  }

  private static EvaluationError error(CelErrorCode code, Exception cause) {
    ErrorCode own =
        switch (code) {
          case DIVIDE_BY_ZERO -> ErrorCode.DIVIDE_BY_ZERO;
          case NUMERIC_OVERFLOW -> ErrorCode.NUMERIC_OVERFLOW;
          case INVALID_ARGUMENT, BAD_FORMAT -> ErrorCode.INVALID_ARGUMENT;
          default -> ErrorCode.EVALUATION_ERROR;
        };
    String message = cause.getMessage();
    return new EvaluationError(
        own,
        own == ErrorCode.DIVIDE_BY_ZERO || message == null
            ? own.code().replace('_', ' ')
            : OneLine.of(message));
  }
}
