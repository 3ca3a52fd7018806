package dev.assay.simulator.judge;

import io.netty.buffer.ByteBufUtil;

/** How many tokens a text has: an estimate, one for every four bytes of UTF-8, rounded up. */
final class Tokens {

  static final int BYTES_A_TOKEN = 4;

  private Tokens() {}

  static long of(CharSequence text) {
    return (ByteBufUtil.utf8Bytes(text) + BYTES_A_TOKEN - 1L) / BYTES_A_TOKEN;
  }
}
