/** The nightly job from end to end: archives and metric files in, answers to SQL out. */
@NullMarked
package dev.assay.tests.nightly;

import org.jspecify.annotations.NullMarked;
