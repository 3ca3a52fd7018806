package dev.assay.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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
import org.junit.jupiter.params.provider.Arguments;
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

  /** What each package of a module may use of the module's others, beside its root. */
  private static final Map<String, Map<String, Set<String>>> PACKAGES =
      Map.of(
          "catalog",
          Map.of("database", Set.of(), "yaml", Set.of(), "file", Set.of("yaml")),
          "archive",
          Map.of(
              "value", Set.of(),
              "message", Set.of("value"),
              "format", Set.of("value", "message"),
              "fragment", Set.of("value", "message"),
              "file", Set.of("message"),
              "record", Set.of("value", "message", "format", "fragment", "file")),
          "ledger",
          Map.of(
              "store", Set.of(),
              "pace", Set.of(),
              "admission", Set.of("store", "pace"),
              "remote", Set.of("store")),
          "results",
          Map.of(
              "storage", Set.of(),
              "file", Set.of("storage"),
              "commit", Set.of("storage", "file"),
              "query", Set.of("commit"),
              "read", Set.of("commit", "file"),
              "rewrite", Set.of("commit", "file", "query"),
              "daily", Set.of("commit", "file", "query")),
          "installation",
          Map.of("run", Set.of()),
          "insight",
          Map.of(
              "page", Set.of(),
              "report", Set.of("page"),
              "compare", Set.of("page"),
              "trend", Set.of("page", "compare"),
              "sql", Set.of(),
              "judgement", Set.of()),
          "jobs",
          Map.of(
              "task", Set.of(),
              "spark", Set.of("task"),
              "ingest", Set.of("task"),
              "plan", Set.of(),
              "evaluate", Set.of("task"),
              "forecast", Set.of("task", "evaluate"),
              "maintain", Set.of("task"),
              "sql", Set.of("spark"),
              "nightly",
                  Set.of("task", "spark", "ingest", "plan", "evaluate", "forecast", "maintain")),
          "cli",
          Map.of(
              "option", Set.of(),
              "archive", Set.of("option"),
              "metric", Set.of("option"),
              "run", Set.of("option", "metric"),
              "read", Set.of("option", "metric")));

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
  @MethodSource("packages")
  void aPackageUsesOnlyThoseBeforeIt(String module, String name) {
    Map<String, Set<String>> packages = PACKAGES.getOrDefault(module, Map.of());
    assertThat(packages).containsKey(name);
    String others = "dev.assay." + module;
    assertThat(used(others + "." + name + "..", others + ".*..", 3, name))
        .isSubsetOf(packages.get(name));
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
  void theStepsOfANightDoNotKnowWhatRunsTheirTasks() {
    noClasses()
        .that(
            resideInAPackage("dev.assay.jobs..")
                .and(not(resideInAnyPackage("dev.assay.jobs.spark", "dev.assay.jobs.sql"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SPARK)
        .check(ASSAY);
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
  void onlyEvaluatingAndForecastingKnowTheEvaluatorsByName() {
    noClasses()
        .that(
            resideInAnyPackage("dev.assay.jobs..", "dev.assay.cli..")
                .and(not(resideInAnyPackage("..evaluate", "..forecast"))))
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
                .and(not(resideInAPackage("dev.assay.cli..")))
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

  static Stream<String> modules() {
    return parts(2, "dev.assay");
  }

  static Stream<Arguments> packages() {
    return PACKAGES.keySet().stream()
        .flatMap(module -> parts(3, "dev.assay." + module).map(name -> Arguments.of(module, name)));
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
