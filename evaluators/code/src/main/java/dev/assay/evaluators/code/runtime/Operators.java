package dev.assay.evaluators.code.runtime;

/** What the parser calls the operators that are not plain functions. */
public final class Operators {
  public static final String AND = "_&&_";
  public static final String OR = "_||_";
  public static final String NOT = "!_";
  public static final String CONDITIONAL = "_?_:_";
  public static final String ADD = "_+_";
  public static final String EQUALS = "_==_";
  public static final String NOT_EQUALS = "_!=_";
  public static final String LESS = "_<_";
  public static final String LESS_EQUALS = "_<=_";
  public static final String GREATER = "_>_";
  public static final String GREATER_EQUALS = "_>=_";
  public static final String IN = "@in";
  public static final String INDEX = "_[_]";
  public static final String NOT_STRICTLY_FALSE = "@not_strictly_false";
  public static final String DYNAMIC = "dyn";
  public static final String MATCHES = "matches";

  private Operators() {}
}
