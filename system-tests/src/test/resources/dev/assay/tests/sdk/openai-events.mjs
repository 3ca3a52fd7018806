// OpenAI's SDK with OpenTelemetry's own instrumentation, which tells of messages as log records.
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import OpenAI from 'openai';
import { chat } from './agent.mjs';
import { collector } from './collector.mjs';
import { models } from './models.mjs';
import { provider, semantic } from './spans.mjs';

const spans = await provider('openai-events.jsonl');
const exporter = new OTLPLogExporter({ url: `${await collector(`${process.argv[2]}/openai-events.jsonl`)}/v1/logs` });
const logs = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
const instrumentation = new OpenAIInstrumentation({ captureMessageContent: true });
instrumentation.setTracerProvider(spans);
instrumentation.setLoggerProvider(logs);
for (const module of instrumentation.getModuleDefinitions()) {
  module.patch({ OpenAI, default: OpenAI }, '6.0.0');
}
await chat(new OpenAI({ apiKey: 'none', baseURL: `${await models()}/v1` }), semantic(spans.getTracer('shop')));
await spans.shutdown();
await logs.shutdown();
