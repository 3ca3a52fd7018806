package dev.assay.erasure;

import dev.assay.archive.SampleKey;
import dev.assay.catalog.database.Database;
import dev.assay.catalog.database.ProcessLock;
import dev.assay.erasure.ErasureReport.Part;
import dev.assay.installation.Home;
import dev.assay.installation.HomeUse;
import dev.assay.installation.Settings;
import dev.assay.installation.run.ErasedConversations;
import dev.assay.installation.run.Run;
import dev.assay.installation.run.RunStore;
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
      Identifiers identifiers = new IdentifierReader(home, request).read();
      List<Part> parts = new ArrayList<>();
      if (!identifiers.isEmpty()) {
        for (AssayTable table : tables()) {
          add(parts, table, tableErasure(table, request, identifiers).find());
        }
        if (home.hasLedger(settings)) {
          try (LedgerStore ledger = home.openLedger(settings)) {
            add(parts, ledger.erasure().count(request.orgId(), identifiers.ids()));
          }
        }
        try (Database database = home.openCatalog(settings)) {
          add(parts, new CatalogErasure(database).count(request.orgId(), identifiers));
        }
        add(parts, "reports", ReportErasure.find(home, identifiers).size(), "files");
      }
      return new ErasureReport(
          request, identifiers.conversations().size(), parts, identifiers.archives(), null);
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
    Identifiers identifiers = new IdentifierReader(home, request).read();
    PendingErasure pending = new PendingErasure(request, identifiers);
    if (identifiers.isEmpty()) {
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
    Identifiers identifiers = pending.identifiers();
    List<Part> parts = new ArrayList<>();
    refuse(request, identifiers);
    // Before the table's folder, in which there are files that staged records tell of.
    progress.accept("erasing what runs have staged");
    add(parts, "staged", new Staging(home).erase(request.orgId(), identifiers), "records");
    for (AssayTable table : tables()) {
      progress.accept("erasing from " + table.label());
      TableErasure erasure = tableErasure(table, request, identifiers);
      TableErasure.Found found = erasure.find();
      erasure.erase(found);
      add(parts, table, found);
    }
    progress.accept("counting days anew");
    var unused = new MetricDaily(home.warehouse(), TableQuery.MEMORY_LIMIT).update();
    eraseFiles(identifiers, parts);
    eraseFromDatabases(request, identifiers, parts);
    HomeSearch.Result left = search(identifiers);
    progress.accept("forgetting the erasure itself");
    PendingErasure.delete(home);
    return new ErasureReport(
        request, identifiers.conversations().size(), parts, identifiers.archives(), left);
  }

  private void refuse(EraseRequest request, Identifiers identifiers) {
    progress.accept("refusing what is delivered again");
    try (Database database = home.openCatalog(settings)) {
      ErasedConversations erased = new ErasedConversations(database.dataSource());
      for (Identifiers.Target target : identifiers.conversations()) {
        switch (request.again()) {
          case REFUSE -> erased.refuse(request.orgId(), target.id(), target.externalId());
          case ADMIT -> erased.admit(request.orgId(), target.id());
        }
      }
      boolean isOfUser = request.subject() == EraseRequest.Subject.USER;
      identifiers
          .traces()
          .forEach(
              (trace, conversation) -> {
                // So that they are admitted with their conversation.
                String name = isOfUser ? conversation : request.name();
                switch (request.again()) {
                  case REFUSE -> erased.refuse(request.orgId(), trace, name);
                  case ADMIT -> erased.admit(request.orgId(), trace);
                }
              });
    }
  }

  private void eraseFiles(Identifiers identifiers, List<Part> parts) {
    progress.accept("erasing from reports and the history of SQL");
    add(parts, "reports", ReportErasure.erase(home, identifiers), "files");
    progress.accept("removing temporary files");
    Path temporary = home.temporary();
    if (Files.exists(temporary)) {
      // Whoever uses them shares the home.
      Staging.delete(temporary);
    }
  }

  private void eraseFromDatabases(EraseRequest request, Identifiers identifiers, List<Part> parts) {
    ByteSearch copied = new ByteSearch(identifiers.copied());
    if (home.hasLedger(settings)) {
      progress.accept("erasing from the ledger");
      try (LedgerStore ledger = home.openLedger(settings)) {
        add(
            parts,
            ledger
                .erasure()
                .erase(
                    request.orgId(),
                    identifiers.ids(),
                    identifiers.derived(),
                    text -> !copied.in(text).isEmpty()));
      }
    }
    progress.accept("erasing from the catalog's database");
    try (Database database = home.openCatalog(settings)) {
      add(parts, new CatalogErasure(database).erase(request.orgId(), identifiers));
    }
  }

  private HomeSearch.Result search(Identifiers identifiers) {
    progress.accept("searching for what is left");
    if (settings.catalogUrl() == null) {
      return new HomeSearch(home, home.erasure(), null).of(identifiers);
    }
    try (Database database = home.openCatalog(settings)) {
      return new HomeSearch(home, home.erasure(), database.dataSource()).of(identifiers);
    }
  }

  private static List<AssayTable> tables() {
    List<AssayTable> tables = new ArrayList<>();
    tables.add(AssayTable.QUARANTINE);
    ConversationTable.ALL.forEach(each -> tables.add(each.table()));
    return tables;
  }

  private TableErasure tableErasure(
      AssayTable table, EraseRequest request, Identifiers identifiers) {
    Warehouse warehouse = home.warehouse();
    for (ConversationTable each : ConversationTable.ALL) {
      if (each.table() == table) {
        return new TableErasure(
            warehouse,
            table,
            identifiers.areOf(request.orgId(), each.key()),
            pruning(table, request, identifiers));
      }
    }
    return new TableErasure(
        warehouse,
        table,
        "org_id = %s AND %s"
            .formatted(
                WarehouseSql.textLiteral(request.orgId()),
                identifiers.areQuotedBy("raw", "message")),
        Optional.empty());
  }

  /** The place of a conversation among all says in which files of some tables it can be. */
  private static Optional<Predicate> pruning(
      AssayTable table, EraseRequest request, Identifiers identifiers) {
    boolean isSorted = table == AssayTable.CONVERSATION || table == AssayTable.PLANNED_CONVERSATION;
    return isSorted && identifiers.ids().size() == 1
        ? Optional.of(
            Predicates.equal("sample_key", SampleKey.of(request.orgId(), identifiers.ids().get(0))))
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
    if (erased.manualResults() + erased.pagedLists() > 0) {
      parts.add(
          new Part(
              "catalog",
              "%,d manual results, %,d paged lists of results"
                  .formatted(erased.manualResults(), erased.pagedLists())));
    }
  }

  private static void add(List<Part> parts, String place, long amount, String what) {
    if (amount > 0) {
      parts.add(new Part(place, "%,d %s".formatted(amount, what)));
    }
  }
}
