package dev.assay.api.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a route in limits and in the log. Every route of an organization has one. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Call {

  /** The name, as settings and metrics know it, such as {@code create_metric}. */
  String value();
}
