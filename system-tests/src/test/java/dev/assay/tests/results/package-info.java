/** The tables under reads, maintenance and faults, in any order. */
@NullMarked
package dev.assay.tests.results;

import org.jspecify.annotations.NullMarked;
