package dev.assay.cli;

import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.TableFormat;
import java.io.IOException;
import picocli.CommandLine.Option;

/** How a command prints rows. */
final class TableFormatOption {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: ${DEFAULT-VALUE}")
  TableFormat format = TableFormat.TABLE;

  /** Prints rows to standard output. */
  void write(SqlAnswer answer) throws IOException {
    format.write(answer, System.out);
  }
}
