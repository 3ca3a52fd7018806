package dev.assay.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.assay.evaluators.Evaluator;
import dev.assay.installation.InstallationOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

  private static final JavaClasses ASSAY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.assay");

  private static final String SPARK = "org.apache.spark..";
  private static final String SPRING = "org.springframework..";
  private static final String[] DELTA = {"io.delta..", "org.apache.parquet..", "org.duckdb.."};
  private static final String[] HTTP = {"java.net.http..", "com.sun.net.httpserver.."};

  /** What each module may use of the others. */
  private static final Map<String, Set<String>> MODULES =
      Map.of(
          "catalog", Set.of(),
          "archive", Set.of(),
          "evaluators", Set.of("catalog", "archive"),
          "ledger", Set.of("catalog", "evaluators"),
          "results", Set.of("catalog", "archive", "evaluators"),
          "installation", Set.of("catalog", "archive", "evaluators", "ledger", "results"),
          "insight",
              Set.of("catalog", "archive", "evaluators", "ledger", "results", "installation"),
          "erasure", Set.of("catalog", "archive", "ledger", "results", "installation"),
          "jobs",
              Set.of(
                  "catalog",
                  "archive",
                  "evaluators",
                  "ledger",
                  "results",
                  "installation",
                  "insight",
                  "erasure"),
          "cli",
              Set.of(
                  "catalog",
                  "archive",
                  "evaluators",
                  "ledger",
                  "results",
                  "installation",
                  "insight",
                  "erasure",
                  "jobs"));

  /** What each package of the catalog may use of the others, beside the metrics themselves. */
  private static final Map<String, Set<String>> PACKAGES_OF_CATALOG =
      Map.of(
          "database", Set.of(),
          "yaml", Set.of(),
          "file", Set.of("yaml"));

  /** What each package of the ledger may use of the others. */
  private static final Map<String, Set<String>> PACKAGES_OF_LEDGER =
      Map.of(
          "store", Set.of(),
          "pace", Set.of(),
          "admission", Set.of("store", "pace"),
          "remote", Set.of("store"));

  /** What each package of the results may use of the others, beside the contract itself. */
  private static final Map<String, Set<String>> PACKAGES_OF_RESULTS =
      Map.of(
          "storage", Set.of(),
          "file", Set.of(),
          "commit", Set.of("storage", "file"),
          "query", Set.of("commit"),
          "read", Set.of("commit", "file"),
          "rewrite", Set.of("commit", "file", "query", "storage"),
          "daily", Set.of("commit", "file", "query"));

  /** What each package of the installation may use of the others, beside the home itself. */
  private static final Map<String, Set<String>> PACKAGES_OF_INSTALLATION = Map.of("run", Set.of());

  /** What each package of insight may use of the others. */
  private static final Map<String, Set<String>> PACKAGES_OF_INSIGHT =
      Map.of(
          "page", Set.of(),
          "report", Set.of("page"),
          "compare", Set.of("page"),
          "trend", Set.of("page", "compare"),
          "sql", Set.of(),
          "judgement", Set.of());

  /** What each package of the jobs may use of the others. */
  private static final Map<String, Set<String>> PACKAGES =
      Map.ofEntries(
          entry("spark", Set.of()),
          entry("ingest", Set.of("spark")),
          entry("plan", Set.of("spark")),
          entry("evaluate", Set.of("spark")),
          entry("maintain", Set.of("spark")),
          entry("sql", Set.of("spark")),
          entry("nightly", Set.of("spark", "ingest", "plan", "evaluate", "maintain")));

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyThoseBeforeIt(String name) {
    assertThat(MODULES).containsKey(name);
    assertThat(used("dev.assay." + name + "..", "dev.assay..", 2, name))
        .isSubsetOf(MODULES.get(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "catalog",
        "archive",
        "evaluators",
        "ledger",
        "results",
        "installation",
        "insight",
        "erasure",
        "cli"
      })
  void onlyJobsSeeSparkAndSpring(String module) {
    noClasses()
        .that()
        .resideInAPackage("dev.assay." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK, SPRING)
        .check(ASSAY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"catalog", "archive", "evaluators"})
  void whatIsMeasuredReadAndScoredKnowsNoTables(String module) {
    noClasses()
        .that()
        .resideInAPackage("dev.assay." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.delta..", "org.duckdb..")
        .check(ASSAY);
  }

  @Test
  void theCatalogSpeaksToItsDatabaseAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.catalog..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(HTTP).or(resideInAnyPackage(DELTA)))
        .check(ASSAY);
  }

  @Test
  void evaluatorsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.evaluators.code..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.evaluators.judge..")
        .check(ASSAY);
    noClasses()
        .that()
        .resideInAPackage("dev.assay.evaluators.judge..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.evaluators.code..")
        .check(ASSAY);
    noClasses()
        .that()
        .resideInAPackage("dev.assay.evaluators")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.evaluators.*..")
        .check(ASSAY);
  }

  @ParameterizedTest
  @MethodSource("packagesOfJobs")
  void aPackageOfTheJobsUsesOnlyThoseBeforeIt(String name) {
    assertUsesOnlyThoseBefore("dev.assay.jobs", name, PACKAGES);
  }

  @ParameterizedTest
  @MethodSource("packagesOfCatalog")
  void aPackageOfTheCatalogUsesOnlyThoseBeforeIt(String name) {
    assertUsesOnlyThoseBefore("dev.assay.catalog", name, PACKAGES_OF_CATALOG);
  }

  @ParameterizedTest
  @MethodSource("packagesOfInstallation")
  void aPackageOfTheInstallationUsesOnlyThoseBeforeIt(String name) {
    assertUsesOnlyThoseBefore("dev.assay.installation", name, PACKAGES_OF_INSTALLATION);
  }

  @ParameterizedTest
  @MethodSource("packagesOfLedger")
  void aPackageOfTheLedgerUsesOnlyThoseBeforeIt(String name) {
    assertUsesOnlyThoseBefore("dev.assay.ledger", name, PACKAGES_OF_LEDGER);
  }

  @ParameterizedTest
  @MethodSource("packagesOfResults")
  void aPackageOfTheResultsUsesOnlyThoseBeforeIt(String name) {
    assertUsesOnlyThoseBefore("dev.assay.results", name, PACKAGES_OF_RESULTS);
  }

  @ParameterizedTest
  @MethodSource("packagesOfInsight")
  void aPackageOfInsightUsesOnlyThoseBeforeIt(String name) {
    assertUsesOnlyThoseBefore("dev.assay.insight", name, PACKAGES_OF_INSIGHT);
  }

  @Test
  void theContractOfTheTablesKnowsNoneOfThem() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.results")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.results.*..")
        .check(ASSAY);
  }

  @Test
  void onlyCommitsUseTheInternalsOfKernel() {
    noClasses()
        .that(
            resideInAPackage("dev.assay..").and(not(resideInAPackage("dev.assay.results.commit"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.delta.kernel.internal..")
        .check(ASSAY);
  }

  @Test
  void noPackagesDependOnEachOther() {
    slices().matching("dev.assay.(**)").should().beFreeOfCycles().check(ASSAY);
  }

  @Test
  void takingArchivesInKnowsNothingOfMetrics() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.jobs.ingest")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.assay.catalog..", "dev.assay.evaluators..")
        .check(ASSAY);
  }

  @Test
  void onlyEvaluatingKnowsTheEvaluatorsByName() {
    noClasses()
        .that(
            resideInAnyPackage("dev.assay.jobs..", "dev.assay.cli..")
                .and(not(resideInAPackage("..evaluate"))))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.assay.evaluators.*..")
                .and(JavaClass.Predicates.assignableTo(Evaluator.class)))
        .check(ASSAY);
  }

  @Test
  void onlyTheNightlyJobKnowsSpringBatch() {
    noClasses()
        .that(resideInAPackage("dev.assay..").and(not(resideInAPackage("dev.assay.jobs.nightly"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework.batch..")
        .check(ASSAY);
  }

  @Test
  void onlyTheCommandLineKnowsArgumentsAndTerminals() {
    noClasses()
        .that(
            resideInAPackage("dev.assay..")
                .and(not(resideInAPackage("dev.assay.cli")))
                .and(not(JavaClass.Predicates.type(InstallationOptions.class))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "org.jline..", "me.tongfei..")
        .check(ASSAY);
  }

  @Test
  void noClassHasANameThatSaysNothing() {
    noClasses()
        .should()
        .haveNameMatching(".*(Helper|Manager|Impl|Utils?|Base|Abstract\\w*)(\\$.*)?")
        .check(ASSAY);
  }

  /** Failures with several causes are one sealed class, since exceptions cannot be interfaces. */
  @Test
  void noClassIsMadeToBeExtendedButExceptions() {
    assertThat(
            ASSAY.stream()
                .filter(c -> !c.isInterface() && !c.isEnum() && !c.isAssignableTo(Throwable.class))
                .filter(c -> c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName))
        .isEmpty();
  }

  private static void assertUsesOnlyThoseBefore(
      String module, String name, Map<String, Set<String>> packages) {
    assertThat(packages).containsKey(name);
    assertThat(used(module + "." + name, module + ".*", 3, name)).isSubsetOf(packages.get(name));
  }

  static Stream<String> modules() {
    return parts(2, "dev.assay");
  }

  static Stream<String> packagesOfJobs() {
    return parts(3, "dev.assay.jobs");
  }

  static Stream<String> packagesOfCatalog() {
    return parts(3, "dev.assay.catalog");
  }

  static Stream<String> packagesOfLedger() {
    return parts(3, "dev.assay.ledger");
  }

  static Stream<String> packagesOfResults() {
    return parts(3, "dev.assay.results");
  }

  static Stream<String> packagesOfInstallation() {
    return parts(3, "dev.assay.installation");
  }

  static Stream<String> packagesOfInsight() {
    return parts(3, "dev.assay.insight");
  }

  private static Stream<String> parts(int place, String below) {
    return ASSAY.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(below + "."))
        .map(name -> part(name, place))
        .distinct()
        .sorted();
  }

  /** Parts, at a place of the package's name, of what some packages use of others. */
  private static Set<String> used(String packages, String others, int place, String self) {
    return ASSAY.stream()
        .filter(resideInAPackage(packages))
        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(resideInAPackage(others))
        .map(target -> part(target.getPackageName(), place))
        .filter(part -> !part.equals(self))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String part(String packageName, int place) {
    return List.of(packageName.split("\\.", -1)).get(place);
  }
}
