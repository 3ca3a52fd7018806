package dev.assay.results.storage;

import java.nio.file.Path;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/** Where files of rows are created: on the local disk, unless a system property names a class. */
public class NewFiles {

  /** System property that names a subclass with a constructor without parameters. */
  public static final String KEY = "assay.new.files";

  private static final NewFiles CHOSEN = chosen();

  /** Called by reflection. */
  protected NewFiles() {}

  private static NewFiles chosen() {
    String name = System.getProperty(KEY);
    if (name == null) {
      return new NewFiles();
    }
    try {
      return Class.forName(name).asSubclass(NewFiles.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot use %s of %s".formatted(name, KEY), e);
    }
  }

  /** A file that is not there yet; it is there once it is written to. */
  public static OutputFile at(Path file) {
    return CHOSEN.create(file);
  }

  /** What {@link #at} gives. */
  protected OutputFile create(Path file) {
    return new LocalOutputFile(file);
  }
}
