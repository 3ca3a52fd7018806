package dev.assay.simulator;

import dev.assay.simulator.batch.Batches;
import dev.assay.simulator.batch.StoredFiles;
import dev.assay.simulator.judge.Draw;
import dev.assay.simulator.judge.Judge;
import dev.assay.simulator.traffic.Counters;
import dev.assay.simulator.traffic.Journal;
import dev.assay.simulator.traffic.RateLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The server: one thread that does everything, so that all it counts is exact. */
@SuppressWarnings("FutureReturnValueIgnored") // what is scheduled runs as long as the server
final class JudgeSimulator implements AutoCloseable {

  private static final int BACKLOG = 4096;
  private static final int CHUNK = 1 << 20;
  private static final long FLUSH_MILLIS = 100;

  private final MultiThreadIoEventLoopGroup group;
  private final Journal journal;
  private final Channel channel;

  private JudgeSimulator(MultiThreadIoEventLoopGroup group, Journal journal, Channel channel) {
    this.group = group;
    this.journal = journal;
    this.channel = channel;
  }

  /**
   * Starts a server.
   *
   * @throws java.io.UncheckedIOException when the journal cannot be written
   */
  static JudgeSimulator start(SimulatorSettings settings) throws InterruptedException {
    Journal journal = settings.journal().map(Journal::appendingTo).orElseGet(Journal::none);
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoop thread = (EventLoop) group.next();
    try {
      Front front = front(settings, journal, thread);
      thread.scheduleWithFixedDelay(
          journal::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
      Channel channel =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(new Pipeline(settings, front))
              .bind(settings.host(), settings.port())
              .sync()
              .channel();
      return new JudgeSimulator(group, journal, channel);
    } catch (Exception e) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      journal.close();
      throw e;
    }
  }

  private static Front front(SimulatorSettings settings, Journal journal, EventLoop thread) {
    Draw seed = Draw.of(settings.judge().seed());
    Judge judge = new Judge(settings.judge());
    Counters counters = new Counters(settings.traffic().prices());
    RateLimits limits = new RateLimits(settings.traffic(), System.nanoTime());
    ChatLane chat = new ChatLane(judge, settings.traffic(), counters, journal, limits, seed);
    StoredFiles files = new StoredFiles(Runtime.getRuntime().maxMemory() / 4);
    Batches batches = new Batches(settings.batch(), files, chat, thread);
    return new Front(judge, chat, files, batches, counters, journal, settings.traffic(), seed);
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    private final SimulatorSettings settings;
    private final Front front;

    private Pipeline(SimulatorSettings settings, Front front) {
      this.settings = settings;
      this.front = front;
    }

    @Override
    protected void initChannel(SocketChannel client) {
      client
          .pipeline()
          .addLast(new HttpServerCodec(new HttpDecoderConfig().setMaxChunkSize(CHUNK)))
          .addLast(new Bodies(settings.maxBodyBytes(), settings.bodyTimeout()))
          .addLast(new Connection(front));
    }
  }

  /** Where it listens. */
  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Waits until the server is closed. */
  void await() throws InterruptedException {
    channel.closeFuture().sync();
  }

  @Override
  public void close() {
    channel.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    journal.close();
  }
}
