/** Tries the server with a JDBC driver that tools use, each in a process of its own. */
@NullMarked
package dev.assay.sqlserver;

import org.jspecify.annotations.NullMarked;
