/**
 * The whole program through its commands, by topic: archives and metric files in, answers to SQL
 * out.
 */
@NullMarked
package dev.assay.tests;

import org.jspecify.annotations.NullMarked;
