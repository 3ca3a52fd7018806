/** Tests of SQL over the tables. */
@NullMarked
package dev.assay.jobs.sql;

import org.jspecify.annotations.NullMarked;
