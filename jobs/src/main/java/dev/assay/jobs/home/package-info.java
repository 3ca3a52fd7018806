/** Where one installation keeps its state, and its settings. */
@NullMarked
package dev.assay.jobs.home;

import org.jspecify.annotations.NullMarked;
