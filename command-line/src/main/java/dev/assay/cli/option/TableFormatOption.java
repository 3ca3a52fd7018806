package dev.assay.cli.option;

import dev.assay.insight.sql.SqlAnswer;
import dev.assay.insight.sql.TableFormat;
import java.io.IOException;
import picocli.CommandLine.Option;

/** How a command prints rows. */
public final class TableFormatOption {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv or json. Default: ${DEFAULT-VALUE}")
  public TableFormat format = TableFormat.TABLE;

  /** Prints rows to standard output. */
  public void write(SqlAnswer answer) throws IOException {
    format.write(answer, System.out, StandardOutput.isTerminal());
  }
}
