package dev.assay.ledger;

import dev.assay.ledger.store.Owner;
import java.util.HashSet;
import java.util.Set;

/** An owner of whom a test says when it is dead. */
public record MortalOwner(String id, Set<String> dead) implements Owner {

  public static MortalOwner of(int number, Set<String> dead) {
    return new MortalOwner("%016x".formatted(number), dead);
  }

  public static Set<String> nobodyIsDead() {
    return new HashSet<>();
  }

  @Override
  public boolean isDead(String otherId) {
    return dead.contains(otherId);
  }

  @Override
  public void close() {}
}
