package dev.assay.evaluators;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The seeds of a {@link Seeded} test, of which a failure says which it had. */
final class Seeds
    implements ArgumentsProvider, AnnotationConsumer<Seeded>, TestExecutionExceptionHandler {
  private static final long FIRST = Long.getLong("assay.seed", 0);

  private int count;

  @Override
  public void accept(Seeded seeded) {
    count = seeded.value();
  }

  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    // Not one after the other: what Random draws first hardly differs between neighbours.
    LongStream others = new SplittableRandom(FIRST).longs(count - 1);
    return LongStream.concat(LongStream.of(FIRST), others).mapToObj(Arguments::of);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    throw new AssertionError(
        "With %s: %s".formatted(context.getDisplayName(), failure.getMessage()), failure);
  }
}
