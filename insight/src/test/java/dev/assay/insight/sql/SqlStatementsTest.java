package dev.assay.insight.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {

  @Test
  void statementsEndAtSemicolonsThatAreNeitherQuotedNorInComments() {
    assertThat(
            SqlStatements.of(
                    """
                    SELECT ';', 'it''s;' AS "a;""b", `c;d`, $$e;'$$ -- f;
                    /* g; */ ; ;
                    -- nothing;
                    SELECT 2;
                    SELECT 3 -- the last needs none
                    """)
                .all())
        .containsExactly(
            "SELECT ';', 'it''s;' AS \"a;\"\"b\", `c;d`, $$e;'$$ -- f;\n/* g; */",
            "-- nothing;\nSELECT 2",
            "SELECT 3 -- the last needs none");
  }

  @Test
  void whatIsOpenedGoesOn() {
    assertThat(SqlStatements.of("SELECT 'a;\nb").whole()).isEmpty();
    assertThat(SqlStatements.of("SELECT 1 /* ;").isEnded()).isFalse();
    assertThat(SqlStatements.of("SELECT 1").isEnded()).isFalse();
    assertThat(SqlStatements.of("SELECT 1; -- done").isEnded()).isTrue();
    assertThat(SqlStatements.of(" \n").isEnded()).isTrue();
  }

  @Test
  void aLongTextIsCutToo() {
    String literal = "'" + "x''".repeat(2_000) + "y".repeat(2_000_000) + ";'";
    assertThat(SqlStatements.of("SELECT " + literal + ";SELECT 2").all()).hasSize(2);
  }
}
