/**
 * A server for tools that ask SQL: the protocol of HiveServer2, which Spark's own Thrift server
 * speaks too, over the tables and views of a home. It reads, and changes nothing.
 */
@NullMarked
package dev.assay.sqlserver;

import org.jspecify.annotations.NullMarked;
