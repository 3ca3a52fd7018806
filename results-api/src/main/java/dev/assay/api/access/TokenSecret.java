package dev.assay.api.access;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The secret that signs tokens: made once a database, the same for all of its servers. */
final class TokenSecret {
  private static final int BYTES = 32;
  private static final int ONLY = 1;

  private TokenSecret() {}

  static SecretKey of(DataSource database, InstantSource clock) {
    byte[] made = new byte[BYTES];
    new SecureRandom().nextBytes(made);
    JdbcClient jdbc = JdbcClient.create(database);
    jdbc.sql(
            """
            INSERT INTO token_secret (id, secret, created_at) VALUES (?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """)
        .params(ONLY, Base64.getEncoder().encodeToString(made), clock.millis() * 1_000)
        .update();
    String kept =
        jdbc.sql("SELECT secret FROM token_secret WHERE id = ?")
            .param(ONLY)
            .query(String.class)
            .single();
    return new SecretKeySpec(Base64.getDecoder().decode(kept), "HmacSHA256");
  }
}
