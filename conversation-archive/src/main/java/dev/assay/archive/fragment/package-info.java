/**
 * Records that are parts of conversations: spans, runs and observations of traces, and what they
 * come to together. Knows nothing of files and tables.
 */
@NullMarked
package dev.assay.archive.fragment;

import org.jspecify.annotations.NullMarked;
