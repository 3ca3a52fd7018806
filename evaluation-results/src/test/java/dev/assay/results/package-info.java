@NullMarked
package dev.assay.results;

import org.jspecify.annotations.NullMarked;
