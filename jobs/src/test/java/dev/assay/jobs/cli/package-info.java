@NullMarked
package dev.assay.jobs.cli;

import org.jspecify.annotations.NullMarked;
