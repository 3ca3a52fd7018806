package dev.assay.installation;

import java.util.List;

/** The settings cannot be used; nothing was started. */
public final class InvalidSettings extends RuntimeException {

  /**
   * @param problems every one of them, each naming its file
   */
  public InvalidSettings(List<String> problems) {
    super(String.join("\n", problems));
  }
}
