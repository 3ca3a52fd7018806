package dev.assay.catalog.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Gathers the problems of one file while it is read. */
final class FileProblems {
  private final Path file;
  private final List<FileProblem> problems = new ArrayList<>();

  FileProblems(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  void add(Node node, String message) {
    add(line(node), message);
  }

  void add(int line, String message) {
    problems.add(new FileProblem(file, line, message));
  }

  List<FileProblem> all() {
    return problems;
  }

  /** The line on which the node begins, from 1. */
  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
