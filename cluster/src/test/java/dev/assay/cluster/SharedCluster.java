package dev.assay.cluster;

/**
 * The cluster of all tests that need no other: two workers, on which three commands have an
 * executor each at once. It ends with this process.
 */
final class SharedCluster {

  private static final int WORKERS = 2;
  private static final int CORES = 3;
  private static final StandaloneCluster CLUSTER = start();

  private SharedCluster() {}

  /** The cluster; the first call starts it. */
  static StandaloneCluster get() {
    return CLUSTER;
  }

  private static StandaloneCluster start() {
    StandaloneCluster cluster = StandaloneCluster.start(Folders.empty("cluster"), WORKERS, CORES);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
    return cluster;
  }
}
