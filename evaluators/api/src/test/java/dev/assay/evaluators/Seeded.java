package dev.assay.evaluators;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A property: a test that takes a {@code long seed}, makes a case of it, and passes for each of a
 * number of seeds. They are the same each time; {@code -Dassay.seed=N} begins with N, and goes on
 * with others than without it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(Seeds.class)
@ExtendWith(Seeds.class)
public @interface Seeded {
  /** How many seeds. */
  int value();
}
