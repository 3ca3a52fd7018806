package dev.assay.sqlserver;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Product;
import scala.collection.IterableOnce;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Says which statements are answered: queries over tables and views, and what lists these. Spark's
 * SQL can also change tables, run programs, call any Java method and set what protects against
 * that; so what is allowed is listed, by the nodes that Spark's parser makes of a statement. Where
 * a newer Spark parses into other nodes, statements are refused that were answered before.
 */
final class ReadOnly {

  /** What queries are made of, and the commands that only list and describe. */
  private static final Set<String> ANSWERED =
      Set.of(
          "Aggregate",
          "CurrentNamespace",
          "DescribeColumn",
          "DescribeRelation",
          "Distinct",
          "Except",
          "Filter",
          "Generate",
          "GlobalLimit",
          "Intersect",
          "Join",
          "LateralJoin",
          "LocalLimit",
          "Offset",
          "OneRowRelation",
          "Pivot",
          "Project",
          "Sample",
          "ShowColumns",
          "ShowNamespaces",
          "ShowTables",
          "ShowViews",
          "Sort",
          "SubqueryAlias",
          "Union",
          "Unpivot",
          "UnresolvedHaving",
          "UnresolvedHint",
          "UnresolvedInlineTable",
          "UnresolvedNamespace",
          "UnresolvedRelation",
          "UnresolvedSubqueryColumnAliases",
          "UnresolvedTVFAliases",
          "UnresolvedTableOrView",
          "UnresolvedTableValuedFunction",
          "UnresolvedWith",
          "WithWindowDefinition");

  /** What tools send when they connect; it is taken and not done. */
  private static final Set<String> IGNORED =
      Set.of("SetCatalogAndNamespace", "SetCommand", "SetNamespaceCommand");

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "explode",
          "explode_outer",
          "inline",
          "inline_outer",
          "json_tuple",
          "posexplode",
          "posexplode_outer",
          "range",
          "stack");

  private static final Set<String> FORBIDDEN_FUNCTIONS =
      Set.of("java_method", "reflect", "try_reflect");

  /** A function, or a column, whose name is the value of an expression. */
  private static final String NAME_BY_VALUE = "ExpressionWithUnresolvedIdentifier";

  private ReadOnly() {}

  /** Whether a statement is to be answered without doing anything. */
  static boolean ignores(LogicalPlan plan) {
    return IGNORED.contains(name(plan));
  }

  /**
   * Checks a statement as it was parsed: a node or an expression, and whatever it is made of, also
   * what Spark does not count among its children, such as subqueries and the windows that a query
   * names.
   *
   * @throws IllegalArgumentException when it is not one of those that are answered
   */
  static void check(Object part) {
    if (part instanceof LogicalPlan && !ANSWERED.contains(name(part))) {
      throw new IllegalArgumentException(
          "Unsupported statement or clause %s: this server answers queries, SHOW TABLES and DESCRIBE"
              .formatted(name(part)));
    }
    if (part instanceof UnresolvedTableValuedFunction function) {
      checkName(function.name(), TABLE_FUNCTIONS.contains(last(function.name())));
    }
    if (part instanceof UnresolvedFunction function) {
      checkName(function.nameParts(), !FORBIDDEN_FUNCTIONS.contains(last(function.nameParts())));
    }
    if (name(part).equals(NAME_BY_VALUE)) {
      throw new IllegalArgumentException("Unsupported clause IDENTIFIER");
    }
    if (part instanceof IterableOnce<?> parts) {
      forEach(parts.iterator(), ReadOnly::check);
    } else if (part instanceof Product whole) {
      forEach(whole.productIterator(), ReadOnly::check);
    }
  }

  private static String name(Object part) {
    return part.getClass().getSimpleName().replace("$", "");
  }

  private static void checkName(Seq<String> name, boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException("Unsupported function " + last(name));
    }
  }

  private static String last(Seq<String> name) {
    return name.last().toLowerCase(Locale.ROOT);
  }

  private static void forEach(Iterator<?> each, Consumer<Object> check) {
    while (each.hasNext()) {
      check.accept(each.next());
    }
  }
}
