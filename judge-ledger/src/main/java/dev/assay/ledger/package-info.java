/**
 * The ledger of judge calls: what runs and servers ask for admission of calls, and where they
 * settle them. One owner at a time writes. Knows JDBC; must not know Spark, Spring, HTTP or
 * prompts.
 */
@NullMarked
package dev.assay.ledger;

import org.jspecify.annotations.NullMarked;
