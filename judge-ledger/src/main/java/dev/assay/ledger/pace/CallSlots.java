package dev.assay.ledger.pace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets calls that are reserved go to the judge, in their order, as places there become free. A few
 * are reserved ahead, so that a place is taken again when its call's end is told, which need not
 * wait until that is written. Thread-safe.
 */
public final class CallSlots {
  private final Map<String, Runnable> waiting = new LinkedHashMap<>();
  private final Set<String> inside = new HashSet<>();
  private int places;

  /** How many calls may be at the judge at once, from now on. */
  public void places(int most) {
    List<Runnable> next;
    synchronized (this) {
      places = most;
      next = next();
    }
    next.forEach(Runnable::run);
  }

  /**
   * A call whose reservation is durable.
   *
   * @param go tells whoever asked to make the call; must not block
   */
  public void enter(String callId, Runnable go) {
    List<Runnable> next;
    synchronized (this) {
      waiting.put(callId, go);
      next = next();
    }
    next.forEach(Runnable::run);
  }

  /** A call has ended or will not be made; one that is not here changes nothing. */
  public void leave(String callId) {
    List<Runnable> next;
    synchronized (this) {
      waiting.remove(callId);
      inside.remove(callId);
      next = next();
    }
    next.forEach(Runnable::run);
  }

  /** Takes a call back that was not told to go; whether it was not. */
  public synchronized boolean recall(String callId) {
    return waiting.remove(callId) != null;
  }

  private List<Runnable> next() {
    List<Runnable> next = new ArrayList<>();
    var first = waiting.entrySet().iterator();
    while (inside.size() < places && first.hasNext()) {
      Map.Entry<String, Runnable> call = first.next();
      inside.add(call.getKey());
      next.add(call.getValue());
      first.remove();
    }
    return next;
  }
}
