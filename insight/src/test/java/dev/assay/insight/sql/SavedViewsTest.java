package dev.assay.insight.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.installation.InvalidSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedViewsTest {

  @TempDir Path folder;

  @Test
  void aViewIsItsFile() throws IOException {
    write("seen.sql", "-- What was\n-- seen.\nSELECT 1 AS one; -- that is all\n");
    write("notes.txt", "not a view");

    SavedView view = SavedViews.read(folder).all().get(0);

    assertThat(view.name()).isEqualTo("seen");
    assertThat(view.description()).isEqualTo("What was seen.");
    assertThat(view.sql()).endsWith("SELECT 1 AS one");
  }

  @Test
  void viewsComeAfterThoseTheyName() throws IOException {
    write("a.sql", "SELECT * FROM c");
    write("b.sql", "SELECT 1");
    write("c.sql", "SELECT * FROM b");
    write("d.sql", "SELECT * FROM D"); // names itself, which ends

    SavedViews views = SavedViews.read(folder);

    assertThat(views.namedIn("SELECT * FROM A, d").stream().map(SavedView::name))
        .containsExactly("b", "c", "a", "d");
    assertThat(views.namedIn("SELECT 1 FROM conversation")).isEmpty();
  }

  @Test
  void everyFileThatIsNoViewIsNamedAtOnce() throws IOException {
    write("Loud.sql", "SELECT 1");
    write("conversation.sql", "SELECT 1");
    write("current_result.sql", "SELECT 1");
    write("two.sql", "SELECT 1; SELECT 2");
    write("none.sql", "-- to do\n");
    write("change.sql", "DELETE FROM conversation");
    write("good.sql", "WITH a AS (SELECT 1) SELECT * FROM a");

    assertThatThrownBy(() -> SavedViews.read(folder))
        .isInstanceOf(InvalidSettings.class)
        .message()
        .satisfies(
            message ->
                assertThat(message.lines())
                    .hasSize(6)
                    .anyMatch(line -> line.contains("Loud.sql: Invalid name 'Loud'"))
                    .anyMatch(line -> line.contains("conversation.sql: Invalid name"))
                    .anyMatch(line -> line.contains("current_result.sql: Invalid name"))
                    .anyMatch(line -> line.contains("two.sql: Invalid view: it has 2 statements"))
                    .anyMatch(line -> line.contains("none.sql: Invalid view: it has 0 statements"))
                    .anyMatch(line -> line.contains("change.sql: Invalid view")));
  }

  @Test
  void aFolderThatIsMissingIsSaid() {
    assertThatThrownBy(() -> SavedViews.read(folder.resolve("gone")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("Cannot read the views in")
        .hasMessageContaining("gone");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
