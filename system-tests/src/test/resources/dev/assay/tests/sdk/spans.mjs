// OpenTelemetry, exporting to a collector as JSON.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { SpanStatusCode } from '@opentelemetry/api';
import { collector, file } from './collector.mjs';
import { SESSION, USER } from './conversation.mjs';

/** A provider whose spans become the lines of a file; `shutdown` sends the last. */
export async function provider(name) {
  const exporter = new OTLPTraceExporter({ url: `${await collector(file(name))}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  return provider;
}

/** Does something as a span, which fails as it does; `output` gives the attributes of what came. */
export function span(tracer, name, attributes, output, work) {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      const result = await work();
      span.setAttributes(output(result));
      return result;
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Turns and tools as spans by OpenTelemetry's conventions for generative AI. */
export function semantic(tracer) {
  return {
    turn: (text, work) =>
      span(
        tracer,
        'invoke_agent shop',
        {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'shop',
          'gen_ai.conversation.id': SESSION,
          'enduser.id': USER,
        },
        () => ({}),
        work,
      ),
    tool: (call, work) =>
      span(
        tracer,
        `execute_tool ${call.name}`,
        {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': call.name,
          'gen_ai.tool.call.id': call.id,
          'gen_ai.tool.call.arguments': JSON.stringify(call.input),
        },
        (result) => ({ 'gen_ai.tool.call.result': JSON.stringify(result) }),
        work,
      ),
  };
}
