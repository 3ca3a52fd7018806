package dev.assay.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadLimitsTest {

  private static final long MEBIBYTE = 1 << 20;

  @Test
  void aRecordHasASixteenthOfItsReadersPartOfTheHeap() {
    assertThat(ReadLimits.ofHeap(512 * MEBIBYTE, 2).recordBytes()).isEqualTo(16 * MEBIBYTE);
    assertThat(ReadLimits.ofHeap(512 * MEBIBYTE, 2).heapShare()).isEqualTo(256 * MEBIBYTE);
    assertThat(ReadLimits.ofHeap(1024 * MEBIBYTE, 1).recordBytes()).isEqualTo(64 * MEBIBYTE);
  }

  @Test
  void noHeapIsLargeEnoughForMoreThanTheMost() {
    assertThat(ReadLimits.ofHeap(Long.MAX_VALUE, 1)).isEqualTo(ReadLimits.STANDARD);
  }
}
