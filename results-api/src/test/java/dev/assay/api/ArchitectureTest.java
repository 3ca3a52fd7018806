package dev.assay.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.assay.api.http.Call;
import dev.assay.installation.ServerSection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

class ArchitectureTest {

  private static final JavaClasses API =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.assay.api");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.assay.api.(*)..").should().beFreeOfCycles().check(API);
  }

  @ParameterizedTest
  @CsvSource({
    "http,access",
    "http,paging",
    "http,catalog",
    "access,paging",
    "access,catalog",
    "paging,catalog",
    "paging,results",
    "catalog,results",
    "results,catalog",
    "catalog,evaluate",
    "results,evaluate",
    "evaluate,catalog",
    "evaluate,results"
  })
  void aPackageKnowsNoneThatIsAboveIt(String lower, String upper) {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.api." + lower)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.api." + upper)
        .check(API);
  }

  @Test
  void nothingKnowsSparkOrTheJobs() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "dev.assay.jobs..", "dev.assay.cli..")
        .check(API);
  }

  @Test
  void everyRouteOfAnOrganizationIsGuardedAndLimited() {
    List<JavaMethod> routes =
        API.stream()
            .flatMap(c -> c.getMethods().stream())
            .filter(
                m ->
                    m.isAnnotatedWith(GetMapping.class)
                        || m.isAnnotatedWith(PostMapping.class)
                        || m.isAnnotatedWith(DeleteMapping.class))
            .filter(m -> !m.getOwner().isEquivalentTo(OpenApiController.class))
            .filter(m -> !m.getOwner().isEquivalentTo(DocsPage.class))
            .toList();

    assertThat(routes).hasSizeGreaterThan(5).allMatch(m -> m.isAnnotatedWith(Call.class));
    assertThat(routes.stream().map(m -> m.getAnnotationOfType(Call.class).value()))
        .allMatch(ServerSection.USUAL_RATE_LIMITS::containsKey);
  }

  @Test
  void noClassHasANameThatSaysNothing() {
    noClasses()
        .should()
        .haveNameMatching(".*(Helper|Manager|Impl|Utils?|Base|Abstract\\w*)(\\$.*)?")
        .check(API);
    assertThat(API.stream().filter(c -> !c.isInterface() && !c.isEnum()))
        .noneMatch(c -> c.getModifiers().contains(JavaModifier.ABSTRACT));
  }
}
