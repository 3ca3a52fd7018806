package dev.assay.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadOptionsTest {

  @Test
  void reachTasksOfOtherProcessesAsTheyAre() throws IOException, ClassNotFoundException {
    ReadOptions options =
        new ReadOptions(
            "acme",
            Set.of("other"),
            ZoneId.of("Europe/Berlin"),
            List.of(Mappings.SUPPORT_DESK),
            IdScope.FILE);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(options);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(options);
    }
  }
}
