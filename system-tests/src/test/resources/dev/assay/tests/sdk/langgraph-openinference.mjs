// LangChain's agent of LangGraph, with the instrumentation of OpenInference.
import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain';
import * as manager from '@langchain/core/callbacks/manager';
import { graph } from './graph.mjs';
import { provider } from './spans.mjs';

const spans = await provider('langgraph-openinference.jsonl');
new LangChainInstrumentation({ tracerProvider: spans }).manuallyInstrument(manager);
await graph(() => []);
await spans.shutdown();
