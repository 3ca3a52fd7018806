/**
 * Where one installation keeps its state, and its settings. Knows nothing of Spark, jobs or HTTP.
 */
@NullMarked
package dev.assay.installation;

import org.jspecify.annotations.NullMarked;
