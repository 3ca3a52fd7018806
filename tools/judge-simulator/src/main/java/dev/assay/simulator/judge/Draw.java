package dev.assay.simulator.judge;

/**
 * A random number that is decided by what it is drawn for, so that it does not depend on the order
 * or the number of other draws.
 *
 * @param state 64 mixed bits
 */
public record Draw(long state) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The first of all draws of a seed. */
  public static Draw of(long seed) {
    return new Draw(mix(seed + GOLDEN));
  }

  /** The draw for this text, among the draws of this state. */
  public Draw with(CharSequence text) {
    long hash = state;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return with(hash ^ text.length());
  }

  /** The draw for this number, among the draws of this state. */
  public Draw with(long number) {
    return new Draw(mix(Long.rotateLeft(state, 17) + GOLDEN * (number + 1)));
  }

  /** Uniform in [0, 1). */
  public double uniform() {
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in 0 … {@code count} − 1. */
  public int below(int count) {
    return (int) Math.floorMod(mix(state + GOLDEN) >>> 1, (long) count);
  }

  /** True with this probability. */
  public boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Standard normal, by Box and Muller's method. */
  public double normal() {
    double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * with(1).uniform());
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
