/** What is kept of calls and answers, durably, and who owns it. Decides nothing. */
@NullMarked
package dev.assay.ledger.store;

import org.jspecify.annotations.NullMarked;
