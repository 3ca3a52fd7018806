package dev.assay.evaluators.code;

import dev.assay.catalog.MetricValue.NumericalValue;
import dev.assay.catalog.MetricVersion;
import dev.assay.evaluators.Evaluator;
import dev.assay.evaluators.EvaluatorContract;
import dev.assay.evaluators.SampleVersions;
import java.util.List;

class CodeEvaluatorContractTest extends EvaluatorContract {
  private static final String APOLOGIES =
      "conversation.agent_messages.filter(m, m.text.matches('(?i)\\\\bsorry\\\\b')).map(m, m.id)";

  private static final MetricVersion TRUTH = Metrics.truth("conversation.messages.size() > 2");

  @Override
  protected Evaluator evaluator() {
    return new CodeEvaluator();
  }

  @Override
  protected List<MetricVersion> accepted() {
    return List.of(
        TRUTH,
        Metrics.truth("conversation.messages.size() >  2"),
        Metrics.withReferences(TRUTH, APOLOGIES),
        Metrics.withReferences(TRUTH, "conversation.messages.map(m, m.id)"),
        Metrics.number("conversation.messages.map(m, m.text.size()).sum()"),
        Metrics.of(new NumericalValue(0, 10), "conversation.messages.map(m, m.text.size()).sum()"),
        Metrics.number("conversation.messages.map(m, m.text.lowerAscii().split(' ').size()).sum()"),
        Metrics.number("conversation.tool_calls.size() == 0 ? null : 1"),
        Metrics.category("conversation.messages[0].sender", "user", "agent"),
        Metrics.category("conversation.messages[0].sender", "user", "agent", "tool"),
        Metrics.truth("conversation.messages[0].created_at == null ? null : true"),
        Metrics.truth("conversation.messages.exists(m, m.text.matches('[\\\\p{L}]+ \\\\w'))"),
        Metrics.number("conversation.messages.map(m, m.text).join().replace('a', 'bb').size()"));
  }

  @Override
  protected MetricVersion failing() {
    return Metrics.number("1 / (conversation.messages.size() - conversation.messages.size())");
  }

  @Override
  protected MetricVersion rejected() {
    return Metrics.truth("conversation.mesages.size() > 2");
  }

  @Override
  protected List<MetricVersion> synonyms() {
    return List.of(TRUTH, SampleVersions.redescribed(TRUTH), SampleVersions.renamed(TRUTH));
  }
}
