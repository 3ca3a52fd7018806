package dev.assay.evaluators.judge.ledger;

import java.util.HashSet;
import java.util.Set;

/** An owner of whom a test says when it is dead. */
record MortalOwner(String id, Set<String> dead) implements Owner {

  static MortalOwner of(int number, Set<String> dead) {
    return new MortalOwner("%016x".formatted(number), dead);
  }

  static Set<String> nobodyIsDead() {
    return new HashSet<>();
  }

  @Override
  public boolean isDead(String otherId) {
    return dead.contains(otherId);
  }

  @Override
  public void close() {}
}
