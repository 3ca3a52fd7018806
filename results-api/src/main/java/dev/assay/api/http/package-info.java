/**
 * How requests are read and answered: bodies, parameters, errors, limits and the log. Knows nothing
 * of metrics, results or users.
 */
@NullMarked
package dev.assay.api.http;

import org.jspecify.annotations.NullMarked;
