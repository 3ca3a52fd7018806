@NullMarked
package dev.assay.home;

import org.jspecify.annotations.NullMarked;
