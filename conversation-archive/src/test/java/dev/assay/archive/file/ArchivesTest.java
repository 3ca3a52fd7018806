package dev.assay.archive.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.file.ArchiveListing.ListingProblem;
import dev.assay.archive.file.ArchiveListing.PassedOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {

  @TempDir Path temporary;
  private Path root = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    root = Files.createDirectory(temporary.toRealPath().resolve("archives"));
  }

  private Path file(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, "");
  }

  private ArchiveListing find(Object... patterns) {
    return Archives.find(
        List.of(patterns).stream().map(Object::toString).toList(), folder -> new TreeMap<>());
  }

  @Test
  void readsAFolderWithAllFoldersBelowItAndNamesWhatIsNoArchive() throws IOException {
    Path plain = file("b.jsonl");
    Path gzip = file("2026/11/a.jsonl.gz");
    Path parquet = file("2026/c.parquet");
    Path notes = file("notes.txt");
    Path json = file("2026/d.txt");
    Path hidden = file(".hidden.jsonl");
    Path unfinished = file("e.jsonl.tmp");
    file("_temporary/0/part.parquet");

    ArchiveListing listing = find(root);

    assertThat(listing.files()).containsExactly(gzip, parquet, plain);
    assertThat(listing.passedOver())
        .containsExactlyInAnyOrder(
            new PassedOver(notes, PassedOver.Reason.NOT_AN_ARCHIVE),
            new PassedOver(json, PassedOver.Reason.NOT_AN_ARCHIVE),
            new PassedOver(hidden, PassedOver.Reason.HIDDEN),
            new PassedOver(unfinished, PassedOver.Reason.IN_PROGRESS),
            new PassedOver(root.resolve("_temporary"), PassedOver.Reason.IN_PROGRESS));
    assertThat(listing.problems()).isEmpty();
  }

  @Test
  void findsEachFileOnceHoweverOftenItIsNamed() throws IOException {
    Path file = file("day/a.jsonl");
    Path link = Files.createSymbolicLink(root.resolve("same.jsonl"), file);

    assertThat(find(root, file, link, root + "/*/*.jsonl", root + "/day/../day/a.jsonl").files())
        .containsExactly(file);
  }

  @Test
  void anArchiveThatIsNamedItselfMayBeHiddenOrALink() throws IOException {
    Path elsewhere = Files.writeString(temporary.toRealPath().resolve("x.jsonl"), "");
    Path link = Files.createSymbolicLink(root.resolve("link"), elsewhere);

    assertThat(find(file(".a.jsonl"), link).files())
        .containsExactly(root.resolve(".a.jsonl"), elsewhere);
  }

  @Test
  void passesOverANamedFileThatIsNoArchive() throws IOException {
    assertThat(find(file("a.txt")).passedOver())
        .containsExactly(new PassedOver(root.resolve("a.txt"), PassedOver.Reason.NOT_AN_ARCHIVE));
  }

  @Test
  void aPathThatDoesNotExistIsAProblemAndTheRestGoesOn() throws IOException {
    Path file = file("a.jsonl");

    ArchiveListing listing = find(root.resolve("absent.jsonl"), file);

    assertThat(listing.files()).containsExactly(file);
    assertThat(listing.problems())
        .containsExactly(
            new ListingProblem(
                root + "/absent.jsonl",
                ListingProblem.Reason.NO_SUCH_FILE,
                "Cannot read archive " + root + "/absent.jsonl: no such file"));
  }

  @Test
  void aStarCrossesNoFolderAndADoubleStarCrossesAnyNumber() throws IOException {
    Path top = file("a.jsonl");
    Path middle = file("x/b.jsonl");
    Path deep = file("x/y/c.jsonl");

    assertThat(find(root + "/*.jsonl").files()).containsExactly(top);
    assertThat(find(root + "/*/*.jsonl").files()).containsExactly(middle);
    assertThat(find(root + "/**/*.jsonl").files()).containsExactly(top, middle, deep);
    assertThat(find(root + "/{a,b}.jsonl").files()).containsExactly(top);
    assertThat(find(root + "/x/**").files()).containsExactly(middle, deep);
  }

  @Test
  void aFolderThatAGlobNamesIsReadWithAllBelowIt() throws IOException {
    Path first = file("2026-11-01/a.jsonl");
    Path second = file("2026-11-02/deep/b.jsonl");
    file("2026-12-01/c.jsonl");

    assertThat(find(root + "/2026-11-*").files()).containsExactly(first, second);
  }

  @Test
  void aFileWhoseNameLooksLikeAGlobIsThatFile() throws IOException {
    Path file = file("chat[1].jsonl");

    assertThat(find(file).files()).containsExactly(file);
  }

  @Test
  void aGlobThatNamesNothingOrIsNoneIsAProblem() throws IOException {
    file("a.txt");

    assertThat(find(root + "/*.jsonl", root + "/[", root + "/absent/*").problems())
        .extracting(ListingProblem::reason)
        .containsExactly(
            ListingProblem.Reason.NO_MATCH,
            ListingProblem.Reason.INVALID_GLOB,
            ListingProblem.Reason.NO_SUCH_FILE);
  }

  @Test
  void followsNoLinkOutOfTheRoot() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Path secret = Files.writeString(outside.resolve("secret.jsonl"), "");
    Path folderLink = Files.createSymbolicLink(root.resolve("folder"), outside);
    Path fileLink = Files.createSymbolicLink(root.resolve("file.jsonl"), secret);

    for (ArchiveListing listing :
        List.of(find(root), find(root + "/**/*.jsonl"), find(root + "/*"))) {
      assertThat(listing.files()).isEmpty();
      assertThat(listing.passedOver())
          .containsExactlyInAnyOrder(
              new PassedOver(folderLink, PassedOver.Reason.LINK_OUT_OF_ROOT),
              new PassedOver(fileLink, PassedOver.Reason.LINK_OUT_OF_ROOT));
    }
  }

  @Test
  void aLinkToAFolderAboveEndsTheWalkThere() throws IOException {
    Path file = file("a/b.jsonl");
    Path loop = Files.createSymbolicLink(root.resolve("a/up"), root);

    ArchiveListing listing = find(root);

    assertThat(listing.files()).containsExactly(file);
    assertThat(listing.passedOver())
        .containsExactly(new PassedOver(loop, PassedOver.Reason.LINK_LOOP));
  }

  @Test
  void whatCannotBeLookedAtIsAProblemAndTheRestGoesOn() throws IOException {
    Path broken = Files.createSymbolicLink(root.resolve("broken.jsonl"), root.resolve("gone"));
    Path one = root.resolve("one.jsonl");
    Path other = Files.createSymbolicLink(root.resolve("other.jsonl"), one);
    Files.createSymbolicLink(one, other);
    Path file = file("z.jsonl");

    ArchiveListing listing = find(root);

    assertThat(listing.files()).containsExactly(file);
    assertThat(listing.problems())
        .extracting(ListingProblem::path, ListingProblem::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                broken.toString(), ListingProblem.Reason.NO_SUCH_FILE),
            org.assertj.core.groups.Tuple.tuple(one.toString(), ListingProblem.Reason.UNREADABLE),
            org.assertj.core.groups.Tuple.tuple(
                other.toString(), ListingProblem.Reason.UNREADABLE));
    assertThat(listing.problems().get(0).message())
        .isEqualTo("Cannot read archive " + broken + ": no such file");
  }

  @Test
  void aPathThatNoFileSystemCanHoldIsAProblem() {
    assertThat(find("a\0b.jsonl").problems())
        .extracting(ListingProblem::reason)
        .containsExactly(ListingProblem.Reason.NO_SUCH_FILE);
  }

  @Test
  void aBlankPathIsAProblemAndNotTheFolderOfTheProcess() {
    ArchiveListing listing = find("");

    assertThat(listing.files()).isEmpty();
    assertThat(listing.problems())
        .extracting(ListingProblem::message)
        .containsExactly("Cannot read archive \"\": the path is blank");
  }
}
