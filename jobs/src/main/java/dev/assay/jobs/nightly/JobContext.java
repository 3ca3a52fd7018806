package dev.assay.jobs.nightly;

import dev.assay.catalog.MetricStore;
import dev.assay.catalog.Promotions;
import dev.assay.catalog.database.Database;
import dev.assay.evaluators.Evaluator;
import dev.assay.installation.Home;
import dev.assay.installation.HomeUse;
import dev.assay.installation.Settings;
import dev.assay.installation.run.ErasedConversations;
import dev.assay.installation.run.IngestionSequence;
import dev.assay.installation.run.MetricLeases;
import dev.assay.installation.run.PackingVerdicts;
import dev.assay.installation.run.RunStore;
import dev.assay.jobs.evaluate.EvaluatorSource;
import dev.assay.jobs.spark.SparkSessions;
import dev.assay.jobs.spark.SparkTasks;
import dev.assay.jobs.task.LocalTasks;
import dev.assay.jobs.task.TaskRunner;
import dev.assay.ledger.LedgerStore;
import dev.assay.results.commit.Warehouse;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a job share: the home, its database and tables, and Spark once it is needed.
 */
public final class JobContext implements AutoCloseable {

  private final HomeUse use;
  private final Home home;
  private final Settings settings;
  private final Database database;
  private final EvaluatorSource evaluators;
  private final Warehouse warehouse;
  private @Nullable SparkTasks spark;
  private @Nullable LedgerStore ledger;
  private String doing = "";

  private JobContext(
      HomeUse use, Home home, Settings settings, Database database, EvaluatorSource evaluators) {
    this.use = use;
    this.home = home;
    this.settings = settings;
    this.database = database;
    this.evaluators = evaluators;
    this.warehouse = home.warehouse();
  }

  /** Opens a home, creating what is missing in it; waits while somebody erases from it. */
  public static JobContext open(Home home, Settings settings, EvaluatorSource evaluators) {
    home.create();
    HomeUse use = HomeUse.share(home);
    try {
      JobContext context =
          new JobContext(use, home, settings, home.openCatalog(settings), evaluators);
      context.warehouse.createMissing();
      return context;
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }

  public Home home() {
    return home;
  }

  public Settings settings() {
    return settings;
  }

  public Database database() {
    return database;
  }

  public Warehouse warehouse() {
    return warehouse;
  }

  public EvaluatorSource evaluatorSource() {
    return evaluators;
  }

  public Map<String, Evaluator> evaluators() {
    return evaluators.evaluators();
  }

  public MetricStore metrics() {
    return new MetricStore(database.dataSource(), InstantSource.system());
  }

  public Promotions promotions() {
    return new Promotions(database.dataSource(), InstantSource.system());
  }

  public RunStore runs() {
    return new RunStore(database.dataSource());
  }

  public MetricLeases leases() {
    return new MetricLeases(database.dataSource());
  }

  public IngestionSequence ingestionSequence() {
    return new IngestionSequence(database.dataSource(), warehouse);
  }

  public ErasedConversations erased() {
    return new ErasedConversations(database.dataSource());
  }

  public PackingVerdicts packing() {
    return new PackingVerdicts(database.dataSource());
  }

  /** The store of judge calls, opened at the first call. */
  public LedgerStore ledger() {
    LedgerStore open = ledger;
    if (open == null) {
      open = home.openLedger(settings);
      ledger = open;
    }
    return open;
  }

  /** Those of the keys that the ledger has answers of; makes no ledger where there is none. */
  public Set<String> knownAnswers(Collection<String> keys) {
    boolean none = ledger == null && !home.hasLedger(settings);
    return none ? Set.of() : ledger().known(keys);
  }

  /**
   * What runs tasks: threads of this process, or Spark's executors where the settings or
   * spark-submit name a cluster; the first call starts Spark then, unless it runs already.
   */
  public TaskRunner tasks() {
    OptionalInt places = SparkSessions.localPlaces(settings.spark());
    if (places.isPresent()) {
      return new LocalTasks(places.getAsInt());
    }
    SparkTasks open = spark;
    if (open == null) {
      open = SparkTasks.open(home, settings.spark());
      open.describe(doing);
      spark = open;
    }
    return open;
  }

  /** Says in Spark's user interface what the jobs that follow are for. */
  public void describeJobs(String what) {
    doing = what;
    if (spark != null) {
      spark.describe(what);
    }
  }

  @Override
  public void close() {
    try {
      if (spark != null) {
        spark.close();
      }
    } finally {
      if (ledger != null) {
        ledger.close();
      }
      database.close();
      use.close();
    }
  }
}
