/** Tests of the package. */
@NullMarked
package dev.assay.results.commit;

import org.jspecify.annotations.NullMarked;
