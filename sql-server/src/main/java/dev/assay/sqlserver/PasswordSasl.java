package dev.assay.sqlserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.jspecify.annotations.Nullable;

/** The server's side of signing in with a password (SASL's PLAIN), which Java has no class for. */
final class PasswordSasl implements SaslServer {

  /** What clients call it. */
  static final String MECHANISM = "PLAIN";

  private final CallbackHandler handler;
  private @Nullable String user;

  private PasswordSasl(CallbackHandler handler) {
    this.handler = handler;
  }

  /** Makes it known to Java. */
  static void install() {
    Security.addProvider(new Known());
  }

  private static final class Known extends Provider {
    private static final long serialVersionUID = 1;

    Known() {
      super("Assay", "1", "Signing in with a password");
      put("SaslServerFactory." + MECHANISM, Factory.class.getName());
    }
  }

  /** For Java to make; it looks for a public one. */
  public static final class Factory implements SaslServerFactory {
    @Override
    public SaslServer createSaslServer(
        String mechanism,
        String protocol,
        String serverName,
        Map<String, ?> properties,
        CallbackHandler handler) {
      return new PasswordSasl(handler);
    }

    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
      return new String[] {MECHANISM};
    }
  }

  @Override
  public String getMechanismName() {
    return MECHANISM;
  }

  /** Takes {@code authorization NUL user NUL password}. */
  @Override
  public byte[] evaluateResponse(byte[] response) throws SaslException {
    String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
    PasswordCallback expected = new PasswordCallback("password", false);
    try {
      handler.handle(new Callback[] {expected});
    } catch (Exception e) {
      throw new SaslException("Cannot sign in", e);
    }
    byte[] right = new String(expected.getPassword()).getBytes(StandardCharsets.UTF_8);
    boolean isRight =
        parts.length == 3
            && MessageDigest.isEqual(right, parts[2].getBytes(StandardCharsets.UTF_8));
    if (!isRight) {
      throw new SaslException("Cannot sign in: the password is wrong");
    }
    user = parts[1];
    return new byte[0];
  }

  @Override
  public boolean isComplete() {
    return user != null;
  }

  @Override
  public String getAuthorizationID() {
    if (user == null) {
      throw new IllegalStateException("Nobody has signed in yet");
    }
    return user;
  }

  @Override
  public byte[] unwrap(byte[] incoming, int offset, int length) {
    return Arrays.copyOfRange(incoming, offset, offset + length);
  }

  @Override
  public byte[] wrap(byte[] outgoing, int offset, int length) {
    return Arrays.copyOfRange(outgoing, offset, offset + length);
  }

  @Override
  public @Nullable Object getNegotiatedProperty(String name) {
    return name.equals(javax.security.sasl.Sasl.QOP) ? "auth" : null;
  }

  @Override
  public void dispose() {
    // Nothing is kept.
  }
}
