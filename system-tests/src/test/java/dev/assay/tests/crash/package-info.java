/**
 * Kills, faults and concurrent commands: whatever happens, the tables end as those of undisturbed
 * commands.
 */
@NullMarked
package dev.assay.tests.crash;

import org.jspecify.annotations.NullMarked;
