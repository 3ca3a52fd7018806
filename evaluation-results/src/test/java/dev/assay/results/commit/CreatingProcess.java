package dev.assay.results.commit;

import java.nio.file.Path;

/** Says that it is ready, waits for a byte, and then creates the tables of a warehouse. */
final class CreatingProcess {

  private CreatingProcess() {}

  public static void main(String[] arguments) throws Exception {
    Warehouse warehouse = Warehouse.at(Path.of(arguments[0]));
    System.out.println("ready");
    if (System.in.read() >= 0) {
      warehouse.createMissing();
    }
  }

  static Process start(Path warehouse) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CreatingProcess.class.getName(),
            warehouse.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
