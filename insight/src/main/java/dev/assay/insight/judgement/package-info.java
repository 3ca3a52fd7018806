/** What judges were asked and answered, behind a result. */
@NullMarked
package dev.assay.insight.judgement;

import org.jspecify.annotations.NullMarked;
