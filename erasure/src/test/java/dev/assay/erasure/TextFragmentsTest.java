package dev.assay.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TextFragmentsTest {

  @Test
  void aQuotationHoldsAFragmentOfWhatItQuotes() {
    assertThat(fragments("My parcel QX-17-4433 never arrived, and now?"))
        .containsExactlyInAnyOrder(
            "My parcel QX-17-4433",
            "parcel QX-17-4433",
            "QX-17-4433 never",
            "never arrived",
            "arrived, and");
  }

  @Test
  void idsStayWholeAndWhatIsWrittenOtherwiseInJsonPartsFragments() {
    assertThat(
            fragments(
                "{\"id\": \"c0ffee00c0ffee00c0ffee01\", \"a\\nb\": \"said so & nothing else\"}"))
        .containsExactlyInAnyOrder("c0ffee00c0ffee00c0ffee01", "nothing else");
  }

  @Test
  void whatHasNoLetterOrIsShortIsNoFragment() {
    assertThat(fragments("2026-11-26 10:00:00.000")).isEmpty();
    assertThat(fragments("yes, thanks")).isEmpty();
  }

  @Test
  void scriptsWithoutSpacesAreCutAtEachCharacter() {
    assertThat(fragments("我的包裹至今仍然没有送到请帮忙")).hasSize(4).contains("我的包裹至今仍然没有送到");
  }

  @Test
  void passagesAreAsLongAsTheyCanBe() {
    Set<String> passages = new TreeSet<>();
    TextFragments.passages(
        "My parcel never arrived\nI am sorry to hear about QX-17-4433.", passages);
    assertThat(passages).containsExactly("I am sorry to hear about QX-17-4433");
  }

  private static Set<String> fragments(String text) {
    Set<String> fragments = new TreeSet<>();
    TextFragments.shortest(text, fragments);
    return fragments;
  }
}
