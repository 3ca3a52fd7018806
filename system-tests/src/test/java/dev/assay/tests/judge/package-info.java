/** Tests of runs that ask a judge. */
@NullMarked
package dev.assay.tests.judge;

import org.jspecify.annotations.NullMarked;
