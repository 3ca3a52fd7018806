/**
 * Archives as the SDKs of tracing tools and models write them, recorded by these SDKs themselves.
 */
@NullMarked
package dev.assay.tests.sdk;

import org.jspecify.annotations.NullMarked;
