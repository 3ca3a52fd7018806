package dev.assay.archive.file;

import java.util.Comparator;

/** Names as people count: {@code export-9} before {@code export-10}. */
public final class NaturalOrder implements Comparator<String> {

  @Override
  public int compare(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      char a = one.charAt(i);
      char b = other.charAt(j);
      if (isDigit(a) && isDigit(b)) {
        int endOfOne = endOfNumber(one, i);
        int endOfOther = endOfNumber(other, j);
        int order = compareNumbers(one.substring(i, endOfOne), other.substring(j, endOfOther));
        if (order != 0) {
          return order;
        }
        i = endOfOne;
        j = endOfOther;
      } else if (a != b) {
        return Character.compare(a, b);
      } else {
        i++;
        j++;
      }
    }
    int order = Integer.compare(one.length() - i, other.length() - j);
    return order == 0 ? one.compareTo(other) : order;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfNumber(String name, int start) {
    int end = start;
    while (end < name.length() && isDigit(name.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String one, String other) {
    String a = one.replaceFirst("^0+(?=.)", "");
    String b = other.replaceFirst("^0+(?=.)", "");
    int order = Integer.compare(a.length(), b.length());
    return order == 0 ? a.compareTo(b) : order;
  }
}
