/** How fast a judge may be asked. Knows nothing of what is kept. */
@NullMarked
package dev.assay.ledger.pace;

import org.jspecify.annotations.NullMarked;
