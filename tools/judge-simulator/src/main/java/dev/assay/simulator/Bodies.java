package dev.assay.simulator;

import dev.assay.simulator.judge.ApiError;
import dev.assay.simulator.judge.Json;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts bodies together; refuses those that are too large, and those that take too long. */
@SuppressWarnings("FutureReturnValueIgnored") // a client that is gone needs nothing more
final class Bodies extends HttpObjectAggregator {

  private final long timeoutNanos;
  private boolean isIncomplete;
  private @Nullable Future<?> timeout;

  Bodies(int maxBytes, Duration timeout) {
    super(maxBytes, true);
    this.timeoutNanos = timeout.toNanos();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpObject) {
      isIncomplete = !(message instanceof LastHttpContent);
      if (message instanceof HttpRequest request && HttpUtil.is100ContinueExpected(request)) {
        isIncomplete = true;
      }
    }
    super.channelRead(context, message);
  }

  /** Only bodies that do not come at one go are timed. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (isIncomplete && timeout == null) {
      timeout =
          context.executor().schedule(() -> timedOut(context), timeoutNanos, TimeUnit.NANOSECONDS);
    } else if (!isIncomplete && timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
    super.channelReadComplete(context);
  }

  private void timedOut(ChannelHandlerContext context) {
    refuse(
        context,
        new ApiError(408, "invalid_request_error", null, "timeout", "The body took too long"));
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    refuse(
        context,
        new ApiError(413, "invalid_request_error", null, "too_large", "The body is too large"));
  }

  private static void refuse(ChannelHandlerContext context, ApiError error) {
    byte[] body = Json.bytes(error.body());
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(error.status()),
            Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, Reply.JSON);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    HttpUtil.setKeepAlive(response, false);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (timeout != null) {
      timeout.cancel(false);
    }
    super.channelInactive(context);
  }
}
