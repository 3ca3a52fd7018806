package dev.assay.simulator.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers that a schema allows: every {@code step} from {@code least} to {@code most}. */
record NumberRange(BigDecimal least, BigDecimal most, BigDecimal step) {

  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int MAX_DIGITS = 40;

  static NumberRange of(JsonNode schema, String type, Place place) {
    boolean hasLeast = schema.has("minimum") || schema.has("exclusiveMinimum");
    boolean hasMost = schema.has("maximum") || schema.has("exclusiveMaximum");
    BigDecimal from = decimal(schema, "minimum", place);
    if (schema.has("exclusiveMinimum")) {
      BigDecimal above = decimal(schema, "exclusiveMinimum", place);
      from = schema.has("minimum") ? from.max(above) : above;
    }
    BigDecimal to = decimal(schema, "maximum", place);
    if (schema.has("exclusiveMaximum")) {
      BigDecimal below = decimal(schema, "exclusiveMaximum", place);
      to = schema.has("maximum") ? to.min(below) : below;
    }
    BigDecimal step = step(schema, type, hasLeast && hasMost ? to.subtract(from) : HUNDRED, place);
    BigDecimal width = HUNDRED.max(step);
    if (!hasLeast) {
      from = hasMost ? to.subtract(width) : BigDecimal.ZERO;
    }
    if (!hasMost) {
      to = from.add(width);
    }
    BigDecimal least = onGrid(from, step, RoundingMode.CEILING);
    BigDecimal most = onGrid(to, step, RoundingMode.FLOOR);
    if (is(schema, "exclusiveMinimum", least, place)) {
      least = least.add(step);
    }
    if (is(schema, "exclusiveMaximum", most, place)) {
      most = most.subtract(step);
    }
    if (least.compareTo(most) > 0) {
      throw SchemaFiller.unsupported(place, "bounds that no number fits");
    }
    return new NumberRange(least, most, step);
  }

  private static BigDecimal step(JsonNode schema, String type, BigDecimal width, Place place) {
    if (schema.has("multipleOf")) {
      BigDecimal step = decimal(schema, "multipleOf", place);
      if (step.signum() <= 0) {
        throw SchemaFiller.unsupported(place, "multipleOf " + step);
      }
      return step;
    }
    if (type.equals("integer")) {
      return BigDecimal.ONE;
    }
    BigDecimal tenth = width.divide(BigDecimal.TEN);
    return tenth.signum() > 0 ? tenth.min(CENT) : CENT;
  }

  private static BigDecimal onGrid(BigDecimal value, BigDecimal step, RoundingMode rounding) {
    return value.divide(step, 0, rounding).multiply(step);
  }

  private static boolean is(JsonNode schema, String keyword, BigDecimal value, Place place) {
    return schema.has(keyword) && decimal(schema, keyword, place).compareTo(value) == 0;
  }

  /** The keyword's number, or 0 without one. */
  private static BigDecimal decimal(JsonNode schema, String keyword, Place place) {
    JsonNode number = schema.path(keyword);
    if (number.isMissingNode()) {
      return BigDecimal.ZERO;
    }
    BigDecimal value = number.decimalValue();
    if (!number.isNumber() || value.precision() + Math.abs((long) value.scale()) > MAX_DIGITS) {
      throw SchemaFiller.unsupported(place, "%s %s".formatted(keyword, number));
    }
    return value;
  }

  JsonNode draw(Draw draw) {
    BigDecimal count = most.subtract(least).divide(step, 0, RoundingMode.FLOOR).add(BigDecimal.ONE);
    BigDecimal drawn =
        count.multiply(BigDecimal.valueOf(draw.uniform())).setScale(0, RoundingMode.FLOOR);
    BigDecimal value = least.add(drawn.multiply(step)).stripTrailingZeros();
    return DecimalNode.valueOf(value.scale() < 0 ? value.setScale(0) : value);
  }
}
