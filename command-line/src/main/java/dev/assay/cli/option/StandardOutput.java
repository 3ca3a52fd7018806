package dev.assay.cli.option;

/** Where answers go. */
public final class StandardOutput {

  private StandardOutput() {}

  /**
   * Whether a person looks at it at once, as ./assay says. Only then are long texts cut: a pipe or
   * a file gets all that there is.
   */
  public static boolean isTerminal() {
    return Boolean.getBoolean("assay.output.terminal");
  }
}
