package dev.assay.archive;

import java.util.Locale;

/** How far the ids that a source gives its conversations tell them apart. */
public enum IdScope {
  /** Everywhere: the same id in another file is the same conversation. */
  DELIVERY,
  /** Within their file only: the file's name is part of what a conversation is known by. */
  FILE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word of the settings, such as {@code file}. */
  public String label() {
    return label;
  }
}
