package dev.assay.evaluators.code;

/** What the parser calls the operators that are not plain functions. */
final class Operators {
  static final String AND = "_&&_";
  static final String OR = "_||_";
  static final String NOT = "!_";
  static final String CONDITIONAL = "_?_:_";
  static final String ADD = "_+_";
  static final String EQUALS = "_==_";
  static final String NOT_EQUALS = "_!=_";
  static final String LESS = "_<_";
  static final String LESS_EQUALS = "_<=_";
  static final String GREATER = "_>_";
  static final String GREATER_EQUALS = "_>=_";
  static final String IN = "@in";
  static final String INDEX = "_[_]";
  static final String NOT_STRICTLY_FALSE = "@not_strictly_false";
  static final String DYNAMIC = "dyn";
  static final String MATCHES = "matches";

  private Operators() {}
}
