/** What must not be found, and what must stay, after conversations were erased. */
@NullMarked
package dev.assay.tests.erase;

import org.jspecify.annotations.NullMarked;
