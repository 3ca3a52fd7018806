/** Tests of the script that starts Assay: what it builds, and what it hands to Java. */
@NullMarked
package dev.assay.tests.program;

import org.jspecify.annotations.NullMarked;
