/**
 * ContinuationTokens through the pages of a list: every page of a list shows the snapshot of its
 * first. Knows nothing of what is listed.
 */
@NullMarked
package dev.assay.api.paging;

import org.jspecify.annotations.NullMarked;
