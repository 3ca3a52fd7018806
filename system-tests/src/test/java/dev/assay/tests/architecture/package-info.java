/** Holds the modules and packages to the directions in which they may depend. */
@NullMarked
package dev.assay.tests.architecture;

import org.jspecify.annotations.NullMarked;
