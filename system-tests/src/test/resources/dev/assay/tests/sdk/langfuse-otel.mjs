// OpenAI's SDK with Langfuse's own tracing, version 5: OTLP with Langfuse's attributes.
import { observeOpenAI } from '@langfuse/openai';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { propagateAttributes, startActiveObservation } from '@langfuse/tracing';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';
import { chat } from './agent.mjs';
import { collector, file } from './collector.mjs';
import { SESSION, USER } from './conversation.mjs';
import { models } from './models.mjs';

// As LangfuseSpanProcessor makes it itself, but for JSON in place of Protobuf.
const exporter = new OTLPTraceExporter({
  url: `${await collector(file('langfuse-otel.jsonl'))}/api/public/otel/v1/traces`,
});
const spans = new NodeTracerProvider({
  spanProcessors: [
    new LangfuseSpanProcessor({ exporter, publicKey: 'none', secretKey: 'none', mediaUploadEnabled: false }),
  ],
});
spans.register();

function observe(name, asType, input, output, work) {
  return startActiveObservation(
    name,
    async (observation) => {
      observation.update({ input });
      try {
        const result = await work();
        observation.update({ output: output(result) });
        return result;
      } catch (error) {
        observation.update({ level: 'ERROR', statusMessage: error.message });
        throw error;
      }
    },
    { asType },
  );
}

await chat(observeOpenAI(new OpenAI({ apiKey: 'none', baseURL: `${await models()}/v1` })), {
  turn: (text, work) =>
    propagateAttributes({ sessionId: SESSION, userId: USER, tags: ['vip'] }, () =>
      observe('turn', 'agent', text, (said) => said, work),
    ),
  tool: (call, work) => observe(call.name, 'tool', call.input, (result) => result, work),
});
await spans.shutdown();
