// LangChain's agent of LangGraph, traced by LangSmith and by Langfuse, and its state.
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import { CallbackHandler } from '@langfuse/langchain';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Client } from 'langsmith';
import { collector, file, line } from './collector.mjs';
import { SESSION, USER } from './conversation.mjs';
import { graph } from './graph.mjs';
import { runs } from './runs.mjs';

const { url, finished } = await runs('langgraph-langsmith.jsonl');
const client = new Client({ apiUrl: url, apiKey: 'none' });
const exporter = new OTLPTraceExporter({
  url: `${await collector(file('langgraph-langfuse.jsonl'))}/api/public/otel/v1/traces`,
});
const spans = new NodeTracerProvider({
  spanProcessors: [
    new LangfuseSpanProcessor({ exporter, publicKey: 'none', secretKey: 'none', mediaUploadEnabled: false }),
  ],
});
spans.register();

const messages = await graph(() => [
  new LangChainTracer({ client }),
  new CallbackHandler({ sessionId: SESSION, userId: USER, tags: ['vip'] }),
]);
await client.awaitPendingTraceBatches();
await spans.shutdown();
finished();
// What people keep of a thread: its state, serialized.
line(file('langgraph-state.jsonl'), { thread_id: SESSION, messages });
