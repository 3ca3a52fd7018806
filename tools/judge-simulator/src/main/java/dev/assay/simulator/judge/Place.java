package dev.assay.simulator.judge;

/**
 * Where in an answer a value stands.
 *
 * @param path names of properties and numbers of elements from the outside in, by {@code /}
 * @param described all descriptions that the schema gives along that way, a line each
 * @param part the name of the answer's part that it belongs to, see {@link Parts}; or empty
 * @param company the path of the values with which it is null or not; its own when it is alone
 */
record Place(String path, String described, String part, String company) {

  static final Place ROOT = new Place("", "", "", "");

  Place child(String name) {
    String childPath = path.isEmpty() ? name : path + '/' + name;
    return new Place(childPath, described, part, childPath);
  }

  Place describedAs(String description) {
    return description.isEmpty()
        ? this
        : new Place(path, described + description + '\n', part, company);
  }

  Place inPart(String name) {
    return new Place(path, described, name, company);
  }

  Place inCompanyOf(Place other) {
    return new Place(path, described, part, other.path);
  }

  /** The innermost name. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
