package dev.assay.catalog.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Gathers the problems of one file while it is read. */
public final class YamlFile {
  private final Path file;
  private final List<FileProblem> problems = new ArrayList<>();

  public YamlFile(Path file) {
    this.file = file;
  }

  public Path file() {
    return file;
  }

  public void add(Node node, String message) {
    add(line(node), message);
  }

  public void add(int line, String message) {
    problems.add(new FileProblem(file, line, message));
  }

  public List<FileProblem> all() {
    return problems;
  }

  /** The line on which the node begins, from 1. */
  public static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
