package dev.assay.jobs.erase;

import dev.assay.archive.SampleKey;
import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.ProcessLock;
import dev.assay.installation.Home;
import dev.assay.installation.HomeUse;
import dev.assay.installation.Settings;
import dev.assay.installation.run.ErasedConversations;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.RunStore;
import dev.assay.jobs.erase.ErasureReport.Part;
import dev.assay.ledger.LedgerStore;
import dev.assay.ledger.store.LedgerErasure;
import dev.assay.results.AssayTable;
import dev.assay.results.commit.Predicates;
import dev.assay.results.commit.Warehouse;
import dev.assay.results.daily.MetricDaily;
import dev.assay.results.query.TableQuery;
import dev.assay.results.query.WarehouseSql;
import dev.assay.results.rewrite.TableErasure;
import io.delta.kernel.expressions.Predicate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Erases conversations from a home. It has the home alone, keeps in a file what it is about before
 * it erases anything, and ends what an erasure that was killed had begun. Every step may be
 * repeated.
 */
public final class Erasure {

  private final Home home;
  private final Settings settings;
  private final Consumer<String> progress;

  /**
   * @param progress told of each step, before it
   */
  public Erasure(Home home, Settings settings, Consumer<String> progress) {
    this.home = home;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Ends an erasure that was killed, if there is one, then does this one.
   *
   * @return the reports, that of this one last
   * @throws CannotErase when somebody uses the home
   */
  public List<ErasureReport> run(EraseRequest request) {
    try (HomeUse alone = alone()) {
      List<ErasureReport> reports = new ArrayList<>();
      Optional<PendingErasure> begun = PendingErasure.of(home);
      begun.ifPresent(pending -> reports.add(end(pending)));
      if (begun.isEmpty() || !begun.get().request().equals(request)) {
        reports.add(begin(request));
      }
      return reports;
    }
  }

  /**
   * What {@link #run} would erase.
   *
   * @throws CannotErase when somebody uses the home
   */
  public ErasureReport foresee(EraseRequest request) {
    try (HomeUse alone = alone()) {
      Traces traces = new TraceReader(home, request).read();
      List<Part> parts = new ArrayList<>();
      if (!traces.isEmpty()) {
        for (AssayTable table : tables()) {
          add(parts, table, tableErasure(table, request, traces).find());
        }
        if (home.hasLedger(settings)) {
          try (LedgerStore ledger = home.openLedger(settings)) {
            add(parts, ledger.erasure().count(request.orgId(), traces.ids()));
          }
        }
        try (Database database = home.openCatalog(settings)) {
          add(parts, new CatalogErasure(database).count(request.orgId(), traces));
        }
        add(parts, "reports", ReportErasure.find(home, traces).size(), "files");
      }
      return new ErasureReport(
          request, traces.conversations().size(), parts, traces.archives(), null);
    }
  }

  private HomeUse alone() {
    if (Files.notExists(home.warehouseRoot())) {
      throw new CannotErase(
          "Cannot find tables under %s: name the home with --home.".formatted(home.root()));
    }
    return HomeUse.alone(home).orElseThrow(() -> new CannotErase(whoUsesTheHome()));
  }

  private String whoUsesTheHome() {
    try (Database database = home.openCatalog(settings)) {
      List<String> underWay =
          new RunStore(database.dataSource())
              .incomplete().stream().map(Run::id).filter(this::isUnderWay).toList();
      return underWay.isEmpty()
          ? "Cannot erase: a server, or another command, uses the home %s. End it first."
              .formatted(home.root())
          : "Cannot erase: run %s is under way. Wait for its end, or end it; ./assay runs shows it."
              .formatted(String.join(", ", underWay));
    }
  }

  private boolean isUnderWay(String runId) {
    Optional<ProcessLock> lock = ProcessLock.tryTake(home.runLock(runId));
    lock.ifPresent(ProcessLock::close);
    return lock.isEmpty();
  }

  private ErasureReport begin(EraseRequest request) {
    PendingErasure.delete(home);
    progress.accept("looking for " + request);
    Traces traces = new TraceReader(home, request).read();
    PendingErasure pending = new PendingErasure(request, traces);
    if (traces.isEmpty()) {
      lift(request);
      return new ErasureReport(request, 0, List.of(), Set.of(), null);
    }
    pending.save(home);
    return end(pending);
  }

  /** What is kept of nobody may still be refused. */
  private void lift(EraseRequest request) {
    if (request.again() == EraseRequest.Again.ADMIT) {
      try (Database database = home.openCatalog(settings)) {
        new ErasedConversations(database.dataSource()).admit(request.orgId(), request.name());
      }
    }
  }

  private ErasureReport end(PendingErasure pending) {
    EraseRequest request = pending.request();
    Traces traces = pending.traces();
    List<Part> parts = new ArrayList<>();
    refuse(request, traces);
    for (AssayTable table : tables()) {
      progress.accept("erasing from " + table.label());
      TableErasure erasure = tableErasure(table, request, traces);
      TableErasure.Found found = erasure.find();
      erasure.erase(found);
      add(parts, table, found);
    }
    progress.accept("counting days anew");
    var unused = new MetricDaily(home.warehouse(), TableQuery.MEMORY_LIMIT).update();
    eraseFiles(request, traces, parts);
    eraseFromDatabases(request, traces, parts);
    HomeSearch.Result left = search(traces);
    progress.accept("forgetting the erasure itself");
    PendingErasure.delete(home);
    return new ErasureReport(
        request, traces.conversations().size(), parts, traces.archives(), left);
  }

  private void refuse(EraseRequest request, Traces traces) {
    progress.accept("refusing what is delivered again");
    try (Database database = home.openCatalog(settings)) {
      ErasedConversations erased = new ErasedConversations(database.dataSource());
      for (Traces.Target target : traces.conversations()) {
        switch (request.again()) {
          case REFUSE -> erased.refuse(request.orgId(), target.id(), target.externalId());
          case ADMIT -> erased.admit(request.orgId(), target.id());
        }
      }
    }
  }

  private void eraseFiles(EraseRequest request, Traces traces, List<Part> parts) {
    progress.accept("erasing what runs have staged");
    Set<String> runs;
    try (Database database = home.openCatalog(settings)) {
      runs =
          new RunStore(database.dataSource())
              .unfinished().stream()
                  .filter(run -> run.orgId().equals(request.orgId()))
                  .map(Run::id)
                  .collect(Collectors.toSet());
    }
    add(parts, "staged", new Staging(home).erase(request.orgId(), traces, runs), "records");
    progress.accept("erasing from reports and the history of SQL");
    add(parts, "reports", ReportErasure.erase(home, traces), "files");
    progress.accept("removing temporary files");
    Path temporary = home.temporary();
    if (Files.exists(temporary)) {
      // Whoever uses them shares the home.
      Staging.delete(temporary);
    }
  }

  private void eraseFromDatabases(EraseRequest request, Traces traces, List<Part> parts) {
    ByteSearch copied = new ByteSearch(traces.copied());
    if (home.hasLedger(settings)) {
      progress.accept("erasing from the ledger");
      try (LedgerStore ledger = home.openLedger(settings)) {
        add(
            parts,
            ledger
                .erasure()
                .erase(
                    request.orgId(),
                    traces.ids(),
                    traces.sayings(),
                    text -> !copied.in(text).isEmpty()));
      }
    }
    progress.accept("erasing from the catalog's database");
    try (Database database = home.openCatalog(settings)) {
      add(parts, new CatalogErasure(database).erase(request.orgId(), traces));
    }
  }

  private HomeSearch.Result search(Traces traces) {
    progress.accept("searching for what is left");
    if (settings.catalogUrl() == null) {
      return new HomeSearch(home, home.erasure(), null).of(traces);
    }
    try (Database database = home.openCatalog(settings)) {
      return new HomeSearch(home, home.erasure(), database.dataSource()).of(traces);
    }
  }

  private static List<AssayTable> tables() {
    List<AssayTable> tables = new ArrayList<>();
    tables.add(AssayTable.QUARANTINE);
    OwnedTable.ALL.forEach(owned -> tables.add(owned.table()));
    return tables;
  }

  private TableErasure tableErasure(AssayTable table, EraseRequest request, Traces traces) {
    Warehouse warehouse = home.warehouse();
    for (OwnedTable owned : OwnedTable.ALL) {
      if (owned.table() == table) {
        return new TableErasure(
            warehouse,
            table,
            traces.areOf(request.orgId(), owned.key()),
            pruning(table, request, traces));
      }
    }
    return new TableErasure(
        warehouse,
        table,
        "org_id = %s AND %s"
            .formatted(
                WarehouseSql.textLiteral(request.orgId()), traces.areToldBy("raw", "message")),
        Optional.empty());
  }

  /** The place of a conversation among all says in which files of some tables it can be. */
  private static Optional<Predicate> pruning(
      AssayTable table, EraseRequest request, Traces traces) {
    boolean isSorted = table == AssayTable.CONVERSATION || table == AssayTable.PLANNED_CONVERSATION;
    return isSorted && traces.ids().size() == 1
        ? Optional.of(
            Predicates.equal("sample_key", SampleKey.of(request.orgId(), traces.ids().get(0))))
        : Optional.empty();
  }

  private static void add(List<Part> parts, AssayTable table, TableErasure.Found found) {
    if (!found.isEmpty()) {
      parts.add(
          new Part(
              table.label(),
              "%,d rows in %,d files; %,d files that the table no longer needs"
                  .formatted(
                      found.rows(),
                      found.live().size(),
                      found.abandoned().size() + found.broken().size())));
    }
  }

  private static void add(List<Part> parts, LedgerErasure.Erased erased) {
    if (erased.calls() + erased.answers() > 0) {
      parts.add(
          new Part("ledger", "%,d calls, %,d answers".formatted(erased.calls(), erased.answers())));
    }
  }

  private static void add(List<Part> parts, CatalogErasure.Erased erased) {
    if (erased.manualResults() + erased.walks() > 0) {
      parts.add(
          new Part(
              "catalog",
              "%,d manual results, %,d walks through results"
                  .formatted(erased.manualResults(), erased.walks())));
    }
  }

  private static void add(List<Part> parts, String place, long amount, String what) {
    if (amount > 0) {
      parts.add(new Part(place, "%,d %s".formatted(amount, what)));
    }
  }
}
