package dev.assay.archive;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private final JavaClasses module =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.assay.archive");

  @Test
  void theArchiveKnowsNeitherSparkNorSpringNorTheCatalog() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.springframework..", "dev.assay.catalog..")
        .check(module);
  }

  @Test
  void readingFilesKnowsNoFormatByName() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.archive")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.assay.archive.format")
        .check(module);
  }

  @Test
  void formatsKnowNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("dev.assay.archive.format")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "org.apache.parquet..")
        .check(module);
  }
}
