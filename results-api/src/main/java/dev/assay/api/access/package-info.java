/**
 * Who may do what: users, their keys, tokens, roles and permissions. Knows nothing of metrics and
 * results.
 */
@NullMarked
package dev.assay.api.access;

import org.jspecify.annotations.NullMarked;
