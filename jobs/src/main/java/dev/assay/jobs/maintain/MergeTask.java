package dev.assay.jobs.maintain;

import dev.assay.jobs.task.TaskRunner.Task;
import dev.assay.results.file.DataFile;
import dev.assay.results.rewrite.FileMerge;
import java.io.IOException;
import java.util.function.LongConsumer;

/** Writes the one file that others become. */
record MergeTask(FileMerge files) implements Task<DataFile> {
  @Override
  public DataFile run(LongConsumer progress) throws IOException {
    return files.write();
  }
}
