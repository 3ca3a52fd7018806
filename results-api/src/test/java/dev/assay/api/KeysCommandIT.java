package dev.assay.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.api.TestServer.UserKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandIT {
  private static final Pattern CREATED =
      Pattern.compile("key id  ([a-f0-9]{24})\nkey     ([A-Za-z0-9_-]{43})\n");

  @TempDir private Path folder;

  @Test
  void aKeyIsCreatedListedUsedAndRevoked() throws IOException {
    Matcher created = CREATED.matcher(ok("create", "--user", "ann", "--role", "editor"));
    assertThat(created.matches()).isTrue();
    String id = created.group(1);

    assertThat(ok("list")).contains(id, "editor", "good", "ann").doesNotContain(created.group(2));
    try (TestServer server = TestServer.start(folder)) {
      UserKey key = new UserKey("acme", "ann", id, created.group(2));
      server.signIn(key).is(200);
      ok("revoke", id);
      server.signIn(key).is(401);
    }
    assertThat(ok("list")).contains("revoked");
    assertThat(run("revoke", id).code()).isEqualTo(1);
  }

  @Test
  void wrongUsageAndSettingsEndWithTwo() throws IOException {
    assertThat(run("create", "--user", "ann").code()).isEqualTo(2);
    assertThat(run("create", "--user", "ann", "--role", "king").code()).isEqualTo(2);
    Files.writeString(folder.resolve("assay.yaml"), "server: {port: x}");
    assertThat(runWithSettings("list").code()).isEqualTo(2);
  }

  private record Ended(int code, String output) {}

  private String ok(String... arguments) throws IOException {
    Ended ended = run(arguments);
    assertThat(ended.code()).isZero();
    return ended.output();
  }

  private Ended run(String... arguments) throws IOException {
    Files.writeString(folder.resolve("assay.yaml"), "org: acme");
    return runWithSettings(arguments);
  }

  private Ended runWithSettings(String... arguments) {
    List<String> all = new ArrayList<>(List.of("keys"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "--home",
            folder.resolve("home").toString(),
            "--settings",
            folder.resolve("assay.yaml").toString()));
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      int code = Main.run(all.toArray(String[]::new));
      return new Ended(code, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
