@NullMarked
package dev.assay.installation;

import org.jspecify.annotations.NullMarked;
