package dev.assay.insight.compare;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** A comparison for programs. */
public final class ComparisonJson {

  private ComparisonJson() {}

  /** One object, its names in snake_case; what is not known is null. */
  public static String of(Comparison comparison) throws IOException {
    SimpleModule numbers =
        new SimpleModule()
            .addSerializer(Double.TYPE, new KnownNumber())
            .addSerializer(Double.class, new KnownNumber());
    return new ObjectMapper()
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .registerModule(numbers)
        .writeValueAsString(comparison);
  }

  /** JSON has no word for what is not a number. */
  private static final class KnownNumber extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    KnownNumber() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
