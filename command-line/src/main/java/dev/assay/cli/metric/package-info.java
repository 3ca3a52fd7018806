/** Commands about metrics: apply, list, promote, and how a judge is asked. */
@NullMarked
package dev.assay.cli.metric;

import org.jspecify.annotations.NullMarked;
