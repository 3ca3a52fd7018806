package dev.assay.archive;

import java.util.Map;

/** Mappings of tests. */
public final class Mappings {

  /** Of the records of a support desk. */
  public static final Mapping SUPPORT_DESK =
      new Mapping(
          "support-desk",
          null,
          FieldPath.of("ticket.number"),
          FieldPath.of("ticket.transcript"),
          FieldPath.of("from"),
          FieldPath.of("body"),
          FieldPath.of("at"),
          FieldPath.of("ticket.customer.id"),
          FieldPath.of("ticket.queue"),
          FieldPath.of("ticket.opened"),
          FieldPath.of("ticket.labels"),
          new Mapping.Calls(
              FieldPath.of("actions"),
              FieldPath.of("name"),
              FieldPath.of("input"),
              FieldPath.of("output"),
              FieldPath.of("failure")),
          Map.of("Kunde", Sender.USER, "mitarbeiter", Sender.AGENT, "notiz", Sender.SYSTEM));

  private Mappings() {}

  /** The least that a mapping has. */
  public static Mapping of(String name, String messages, String sender, String text) {
    return new Mapping(
        name,
        null,
        null,
        FieldPath.of(messages),
        FieldPath.of(sender),
        FieldPath.of(text),
        null,
        null,
        null,
        null,
        null,
        null,
        Map.of());
  }
}
