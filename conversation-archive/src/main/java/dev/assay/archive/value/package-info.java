/** JSON values of records: fields, texts, times and the ids that are derived from them. */
@NullMarked
package dev.assay.archive.value;

import org.jspecify.annotations.NullMarked;
