package dev.assay.simulator;

import dev.assay.simulator.batch.StoredFile;
import dev.assay.simulator.batch.StoredFiles;
import dev.assay.simulator.judge.ApiError;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import java.io.IOException;

/** Reads the form with which a file is sent in. */
final class Upload {

  private Upload() {}

  static StoredFile read(FullHttpRequest request, StoredFiles files) {
    try {
      HttpPostRequestDecoder form =
          new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request);
      try {
        return stored(form, files);
      } finally {
        form.destroy();
      }
    } catch (HttpPostRequestDecoder.ErrorDataDecoderException
        | HttpPostRequestDecoder.TooManyFormFieldsException
        | HttpPostRequestDecoder.TooLongFormFieldException
        | IOException e) {
      throw ApiError.invalid(null, "Cannot read the body: expected multipart/form-data");
    }
  }

  private static StoredFile stored(HttpPostRequestDecoder form, StoredFiles files)
      throws IOException {
    if (!(form.getBodyHttpData("purpose") instanceof Attribute purpose)
        || !purpose.getValue().equals("batch")) {
      throw ApiError.invalid("purpose", "Invalid purpose: the simulator takes files for 'batch'");
    }
    if (!(form.getBodyHttpData("file") instanceof FileUpload file)) {
      throw ApiError.invalid("file", "Missing required parameter: the file");
    }
    return files.add(file.getFilename(), "batch", file.get());
  }
}
