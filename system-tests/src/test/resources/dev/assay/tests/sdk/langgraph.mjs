// LangChain's agent of LangGraph, traced by LangSmith.
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import { CallbackHandler } from '@langfuse/langchain';
import { MemorySaver } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Client } from 'langsmith';
import { collector, file, line } from './collector.mjs';
import { DESCRIPTIONS, PARAMETERS, QUESTION, SESSION, SYSTEM, THANKS, USER, tools } from './conversation.mjs';
import { models } from './models.mjs';
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

const llm = new ChatOpenAI({
  model: 'gpt-4o-mini',
  apiKey: 'none',
  configuration: { baseURL: `${await models()}/v1` },
});
const own = tools(async (text) => (await llm.invoke(text)).content);
const agent = createReactAgent({
  llm,
  tools: Object.keys(own).map((name) =>
    tool(async (input) => JSON.stringify(await own[name](input)), {
      name,
      description: DESCRIPTIONS[name],
      schema: PARAMETERS,
    }),
  ),
  prompt: SYSTEM,
  checkpointer: new MemorySaver(),
});

let state;
for (const said of [QUESTION, THANKS]) {
  state = await agent.invoke(
    { messages: [new HumanMessage(said)] },
    {
      configurable: { thread_id: SESSION },
      metadata: { user_id: USER },
      callbacks: [
        new LangChainTracer({ client }),
        new CallbackHandler({ sessionId: SESSION, userId: USER, tags: ['vip'] }),
      ],
    },
  );
}
await client.awaitPendingTraceBatches();
await spans.shutdown();
finished();
// What people keep of a thread: its state, serialized.
line(file('langgraph-state.jsonl'), { thread_id: SESSION, messages: state.messages });
