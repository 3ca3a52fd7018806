package dev.assay.simulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * One client's connection. Requests that come before the last one is answered wait, so that answers
 * keep their order; no thread waits with them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a client that is gone needs nothing more
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final int MAX_WAITING = 64;

  private final Front front;
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
  private boolean isBusy;

  Connection(Front front) {
    this.front = front;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (!isBusy) {
      serve(context, request);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(request.retain());
    } else {
      context.close();
    }
  }

  private void serve(ChannelHandlerContext context, FullHttpRequest request) {
    isBusy = true;
    boolean keepsAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    Reply reply = front.serve(request);
    if (reply.delayNanos() <= 0) {
      act(context, reply, keepsAlive);
    } else {
      context
          .executor()
          .schedule(
              () -> act(context, reply, keepsAlive), reply.delayNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void act(ChannelHandlerContext context, Reply reply, boolean keepsAlive) {
    boolean isThere = context.channel().isActive();
    reply.end().reached(isThere);
    if (!isThere) {
      return;
    }
    switch (reply.kind()) {
      case SILENCE -> {}
      case CLOSE -> context.close();
      case ANSWER -> answer(context, reply, keepsAlive);
    }
  }

  private void answer(ChannelHandlerContext context, Reply reply, boolean keepsAlive) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(reply.body()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().remaining());
    reply.headers().forEach((name, value) -> response.headers().set(name, value));
    HttpUtil.setKeepAlive(response, keepsAlive);
    var written = context.writeAndFlush(response);
    if (!keepsAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    isBusy = false;
    FullHttpRequest next = waiting.poll();
    if (next != null) {
      try {
        serve(context, next);
      } finally {
        next.release();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
    super.channelInactive(context);
  }

  /** What a client breaks is its own connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
