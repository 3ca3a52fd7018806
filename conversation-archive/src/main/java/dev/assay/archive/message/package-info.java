/**
 * Messages of every shape, in the words that all shapes share: what each vocabulary of content
 * means, who speaks, and how a tool's answer finds its call. Knows nothing of records around them.
 */
@NullMarked
package dev.assay.archive.message;

import org.jspecify.annotations.NullMarked;
