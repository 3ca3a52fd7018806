package dev.assay.evaluators.code.runtime;

/** What is left to one evaluation of one metric on one conversation. Used by one thread. */
public final class Budget {
  private static final int CONTAINER = 4;
  private static final int TEXT = 16;
  private static final int SEARCH_UNIT = 16;
  private static final Resource[] RESOURCES = Resource.values();

  private final long[] used = new long[RESOURCES.length];

  /**
   * Spends before the work is done or the memory taken.
   *
   * @param amount negative when it was too large to count
   * @throws BudgetExceeded when more is asked for than is left
   */
  @SuppressWarnings("EnumOrdinal") // Spending happens in every loop; an array keeps it cheap.
  public void spend(Resource resource, long amount) {
    int index = resource.ordinal();
    if (amount < 0 || amount > resource.limit() - used[index]) {
      used[index] = resource.limit();
      throw new BudgetExceeded(resource);
    }
    used[index] += amount;
  }

  public void round(int bodySize) {
    spend(Resource.ITERATIONS, 1);
    spend(Resource.OPERATIONS, bodySize);
  }

  public void text(long length) {
    spend(Resource.CHARACTERS, length + TEXT);
  }

  public void container(long size) {
    spend(Resource.ELEMENTS, size + CONTAINER);
  }

  public void scan(long characters) {
    spend(Resource.SCANNED, characters);
  }

  /** A search may compare the whole needle at each place of the text. */
  public void search(String text, String needle) {
    scan(text.length() * (1L + needle.length() / SEARCH_UNIT));
  }
}
