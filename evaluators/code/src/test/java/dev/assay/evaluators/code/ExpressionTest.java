package dev.assay.evaluators.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.archive.Conversation;
import dev.assay.archive.Message;
import dev.assay.archive.MessageType;
import dev.assay.archive.Sender;
import dev.assay.evaluators.Evaluation;
import dev.assay.evaluators.SampleConversations;
import dev.assay.evaluators.Score;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "conversation.id == '0123456789abcdef01234567'",
        "conversation.service_id == 'parcel-tracking'",
        "conversation.user_id.startsWith('user-')",
        "conversation.created_at == timestamp('2026-03-01T10:00:00Z')",
        "conversation.is_finished",
        "conversation.tags['channel'] == 'chat' && conversation.tags.channel == 'chat'",
        "conversation.tags['campaign'] == null && 'campaign' in conversation.tags",
        "has(conversation.tags.channel) && !has(conversation.tags.nothing)",
        "!('nothing' in conversation.tags)",
        "conversation.messages.size() == 5",
        "conversation.user_messages.map(m, m.id) == ['m0', 'm30']",
        "conversation.agent_messages.map(m, m.id) == ['m4', 'm12']",
        "conversation.tool_calls.map(c, c.name) == ['find_parcel']",
        "conversation.tool_calls[0].error == null && !has(conversation.tool_calls[0].error)",
        "conversation.tool_calls[0].result.contains('on its way')",
        "conversation.tool_calls[0].arguments == '{\"id\": 7}'",
        "conversation.messages[2].tool_calls == conversation.tool_calls",
        "conversation.messages[0].sender == 'user'",
        "conversation.messages[0].message_type == 'user-message'",
        "conversation.messages[4].interaction_id == 'i3'",
        "conversation.messages[4].created_at - conversation.messages[0].created_at"
            + " == duration('30s')",
        "(conversation.messages[4].created_at - conversation.created_at).getSeconds() == 30",
        "conversation.created_at.getFullYear() == 2026 && conversation.created_at.getHours() == 10",
        "conversation.created_at.getHours('+02:00') == 12",
        "has(conversation.service_id) && has(conversation.created_at)"
      })
  void readsTheConversation(String expression) {
    assertTrue(expression, SampleConversations.ordinary());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conversation.service_id == null && conversation.user_id == null",
        "conversation.created_at == null && conversation.messages[0].created_at == null",
        "!has(conversation.service_id)",
        "conversation.tags.size() == 0",
        "conversation.tool_calls == []",
        "(conversation.service_id == null ? 'none' : conversation.service_id) == 'none'"
      })
  void readsNullWhereTheConversationHasNothing(String expression) {
    Conversation bare =
        SampleConversations.bare(
            List.of(
                new Message(
                    "m0", "i0", Sender.USER, MessageType.USER_MESSAGE, "Hello", null, List.of())));
    assertTrue(expression, bare);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 2 * 3 - 4 / 2 % 3 == 5",
        "1.5 + 2.5 == 4.0 && dyn(1) == 1.0 && 1 < 1.5 && dyn(2u) == 2 && -(3) == 0 - 3",
        "7 / 2 == 3 && 7 % 2 == 1 && 7.0 / 2.0 == 3.5",
        "!(0.0 / 0.0 < 1.0) && !(0.0 / 0.0 >= 1.0) && 0.0 / 0.0 != 0.0 / 0.0",
        "'a' < 'b' && 'a' + 'b' == 'ab' && [1] + [2] == [1, 2]",
        "dyn([1, 2]) == [1.0, 2.0] && dyn({'a': 1}) == {'a': 1.0} && [1] != [1, 2] && 1 != 2",
        "{1: 'a'}[1] == 'a' && {'k': {'l': 3}}.k.l == 3 && {true: 1}[true] == 1",
        "2 in [1, 2, 3] && !('z' in ['a']) && 1 in {1: 2} && dyn(1.0) in [1]",
        "int('42') == 42 && double('1.5') == 1.5 && string(42) == '42' && bool('true')",
        "string(1.5) == '1.5' && int(2.9) == 2 && uint('7') == 7u && string(true) == 'true'",
        "timestamp('2026-01-01T00:00:00Z') + duration('1h') == timestamp('2026-01-01T01:00:00Z')",
        "duration('90s') > duration('1m') && duration('1m30s') == duration('90s')",
        "true || 1 / 0 > 0",
        "1 / 0 > 0 || true",
        "!(false && 1 / 0 > 0) && !(1 / 0 > 0 && false)",
        "(true ? 1 : 1 / 0) == 1"
      })
  void computes(String expression) {
    assertTrue(expression, SampleConversations.ordinary());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2, 3].exists(x, x == 2) && ![1].exists(x, x == 2) && ![].exists(x, x == 2)",
        "[1, 2].all(x, x > 0) && ![1, 2].all(x, x > 1) && [].all(x, x > 1)",
        "[1, 2, 2].exists_one(x, x == 1) && ![1, 2, 2].exists_one(x, x == 2)",
        "[1, 2, 3].filter(x, x > 1).map(x, x * 10) == [20, 30]",
        "[1, 2, 3].map(x, x > 1, x * 10) == [20, 30]",
        "[[1, 2], [3]].map(l, l.map(x, x + l.size())) == [[3, 4], [4]]",
        "{'a': 1, 'b': 2}.map(k, k) == ['a', 'b'] && {'a': 1}.exists(k, k == 'a')",
        "[0, 1].exists(x, 1 / x == 1) && ![0, 1].all(x, 1 / x == 2)",
        "cel.bind(x, 3, cel.bind(y, x + 1, x * y)) == 12 && cel.bind(x, 1 / 0, true)",
        "[1].map(x, [2].map(x, x + 1))[0] == [3] && [1].map(x, cel.bind(y, [x], y + [2])) == [[1, 2]]",
        "[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sort() == ['a', 'b']",
        "[1, 2, 1, 1.0].distinct() == [1, 2] && [[1], [1]].distinct() == [[1]]",
        "[1, 2, 3].reverse() == [3, 2, 1] && [1, 2, 3].slice(1, 3) == [2, 3]",
        "lists.range(3) == [0, 1, 2] && lists.range(0) == []",
        "[1, 2, 3].sum() == 6 && [1.5, 2.5].sum() == 4.0 && [].sum() == 0",
        "[duration('1s'), duration('2s')].sum() == duration('3s')",
        "[2, 3, 1].max() == 3 && [2, 3, 1].min() == 1 && ['b', 'a'].min() == 'a'",
        "math.greatest(1, 2.5) == 2.5 && math.least([3, 1, 2]) == 1 && math.greatest(1, 2, 3) == 3",
        "math.abs(-3) == 3 && math.abs(-1.5) == 1.5 && math.sign(-2) == -1 && math.sqrt(9) == 3.0",
        "math.ceil(1.2) == 2.0 && math.floor(-1.2) == -2.0 && math.trunc(-1.7) == -1.0",
        "math.round(2.5) == 3.0 && math.round(-2.5) == -3.0 && math.round(1.2) == 1.0",
        "math.isNaN(0.0 / 0.0) && math.isInf(1.0 / 0.0) && math.isFinite(1.0)"
      })
  void loopsAndAggregates(String expression) {
    assertTrue(expression, SampleConversations.ordinary());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'héllo😀'.size() == 6 && size('') == 0",
        "'abc'.contains('b') && 'abc'.startsWith('ab') && 'abc'.endsWith('bc')",
        "'Hello World'.matches('(?i)world$') && !'abc'.matches('^b')",
        "'a😀c'.charAt(1) == '😀' && 'abc'.charAt(3) == ''",
        "'tacocat'.indexOf('c') == 2 && 'tacocat'.indexOf('c', 3) == 4 && 'a'.indexOf('z') == -1",
        "'tacocat'.lastIndexOf('c') == 4 && 'tacocat'.lastIndexOf('c', 3) == 2",
        "'AbC'.lowerAscii() == 'abc' && 'AbC'.upperAscii() == 'ABC' && 'É'.lowerAscii() == 'É'",
        "'\\u00a0 a b \\t'.trim() == 'a b'",
        "'a😀cd'.substring(1, 3) == '😀c' && 'abc'.substring(3) == '' && 'abc'.substring(1) == 'bc'",
        "'hello hello'.replace('he', 'we') == 'wello wello'",
        "'hello hello'.replace('he', 'we', 1) == 'wello hello' && 'aa'.replace('a', 'b', 0) == 'aa'",
        "'ab'.replace('', '_') == '_a_b_' && 'aaa'.replace('aa', 'b') == 'ba'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c']",
        "'a,b'.split(',', 0) == [] && 'a,b'.split(',', 1) == ['a,b'] && ''.split(',') == ['']",
        "'a😀b'.split('') == ['a', '😀', 'b'] && 'abc'.split('', 2) == ['a', 'bc']",
        "['a', 'b'].join('-') == 'a-b' && ['a', 'b'].join() == 'ab' && [].join(',') == ''",
        "'a😀b'.reverse() == 'b😀a'"
      })
  void readsAndChangesTexts(String expression) {
    assertTrue(expression, SampleConversations.ordinary());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 / (conversation.messages.size() - 5) | divide_by_zero",
        "9223372036854775807 + conversation.messages.size() | numeric_overflow",
        "conversation.messages[9].text.size() | index_out_of_range",
        "conversation.tags['nothing'].size() | no_such_key",
        "conversation.tags['campaign'].size() | null_value",
        "dyn(conversation).nothing | no_such_field",
        "dyn('a') + dyn(1) | no_such_overload",
        "int(conversation.messages[0].text) | invalid_argument",
        "'abc'.substring(2, 9).size() | index_out_of_range",
        "[].max() | invalid_argument",
        "{'a': 1, 'a': 2}.size() | duplicate_key",
        "conversation.messages.map(m, m.text.size()).sum() * 1000000 | out_of_bounds",
        "1.0 / 0.0 | not_finite",
        "dyn(conversation.id) | wrong_type",
        "dyn(conversation) | wrong_type",
        "conversation.messages.exists(m, 1 / m.text.size() == 2) ? 1 : 2 | divide_by_zero"
      })
  void namesWhatWentWrong(String expression, String code) {
    assertThat(Metrics.evaluate(Metrics.number(expression.strip())))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class, failed -> assertThat(failed.code()).isEqualTo(code.strip()));
  }

  @Test
  void saysWhereItWentWrong() {
    assertThat(Metrics.evaluate(Metrics.number("1 +\n  conversation.messages[9].text.size()")))
        .isEqualTo(
            new Evaluation.Failed(
                "index_out_of_range",
                "Cannot evaluate 'Sample' version 3: there is no element 9 in a list of 5 (line 2,"
                    + " column 24 of expression)"));
  }

  @Test
  void nullIsNotApplicable() {
    for (String expression :
        List.of("conversation.messages.size() > 100 ? true : null", "null", "dyn(null)")) {
      assertThat(Metrics.evaluate(Metrics.truth(expression)))
          .isEqualTo(new Evaluation.NotApplicable(null, List.of()));
    }
  }

  @Test
  void anIntegerIsANumber() {
    for (String expression : List.of("5", "5u", "5.0", "conversation.messages.size()")) {
      assertThat(Metrics.evaluate(Metrics.number(expression)))
          .isEqualTo(new Evaluation.Scored(new Score.NumericalScore(5), null, List.of()));
    }
  }

  @Test
  void anUnknownCategoryIsAFailure() {
    assertThat(Metrics.evaluate(Metrics.category("conversation.messages[0].sender", "agent")))
        .isEqualTo(
            new Evaluation.Failed(
                "unknown_category",
                "Cannot score 'Sample' version 3: the answer 'user' is none of [agent]"));
  }

  private static void assertTrue(String expression, Conversation conversation) {
    assertThat(Metrics.evaluate(Metrics.truth(expression), conversation))
        .as(expression + Metrics.problems(Metrics.truth(expression)))
        .isEqualTo(new Evaluation.Scored(new Score.BooleanScore(true), null, List.of()));
  }
}
