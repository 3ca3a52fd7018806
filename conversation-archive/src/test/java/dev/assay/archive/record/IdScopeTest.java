package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.IdScope;
import dev.assay.archive.Mapping;
import dev.assay.archive.Mappings;
import dev.assay.archive.ReadOptions;
import dev.assay.archive.Reading;
import dev.assay.archive.file.ArchiveFile;
import dev.assay.archive.file.ArchiveSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdScopeTest {
  private static final List<String> NAMED =
      List.of(
          "{'id':'000000000000000000000001','messages':[{'sender':'user','message':'a'}]}",
          "{'id':'1','messages':[{'role':'user','content':'a'}]}",
          "{'task_id':1,'trial':2,'traj':[{'role':'user','content':'a'}]}",
          "{'ticket':{'number':1,'transcript':[{'from':'kunde','body':'a'}]}}");

  @TempDir Path folder = Path.of("");

  private List<Conversation> read(String file, IdScope scope, List<String> lines)
      throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Reading.write(path, String.join("\n", lines).replace('\'', '"'));
    List<Mapping> mappings = List.of(Mappings.SUPPORT_DESK);
    ReadOptions options = new ReadOptions("acme", Set.of(), ZoneOffset.UTC, mappings, scope);
    List<Conversation> read = new ArrayList<>();
    for (ArchiveSplit split : ArchiveFile.inspect(path).splits()) {
      try (ArchiveRecords records = ArchiveReader.read(split, options, ReadLimits.STANDARD)) {
        records.forEachRemaining(record -> read.add(Reading.conversation(record)));
      }
    }
    return read;
  }

  private List<String> ids(String file, IdScope scope, List<String> lines) throws IOException {
    return read(file, scope, lines).stream().map(Conversation::id).toList();
  }

  @Test
  void theSameIdInAnotherFileIsTheSameConversation() throws IOException {
    assertThat(ids("a.jsonl", IdScope.DELIVERY, NAMED))
        .isEqualTo(ids("b.jsonl", IdScope.DELIVERY, NAMED))
        .hasSameSizeAs(NAMED)
        .contains("000000000000000000000001");
  }

  @Test
  void ofAFileItIsAnotherAndTheSourcesNameIsKept() throws IOException {
    List<Conversation> first = read("a.jsonl", IdScope.FILE, NAMED);

    assertThat(ids("b.jsonl", IdScope.FILE, NAMED))
        .hasSameSizeAs(NAMED)
        .doesNotContainAnyElementsOf(first.stream().map(Conversation::id).toList());
    assertThat(first)
        .extracting(Conversation::externalId)
        .containsExactly("000000000000000000000001", "1", "1/2", "1");
  }

  @Test
  void theSameFileGivesTheSameIdsWhereverItLies() throws IOException {
    assertThat(ids("monday/a.jsonl", IdScope.FILE, NAMED))
        .isEqualTo(ids("tuesday/a.jsonl", IdScope.FILE, NAMED));
  }

  @Test
  void whatHasNoNameIsKnownByItsContentInAnyFile() throws IOException {
    List<String> nameless = List.of("{'messages':[{'role':'user','content':'a'}]}");

    assertThat(ids("a.jsonl", IdScope.FILE, nameless))
        .isEqualTo(ids("b.jsonl", IdScope.FILE, nameless))
        .isEqualTo(ids("a.jsonl", IdScope.DELIVERY, nameless));
  }
}
