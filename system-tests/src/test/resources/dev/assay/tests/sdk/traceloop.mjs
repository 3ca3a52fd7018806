// OpenAI's SDK with the instrumentation of OpenLLMetry; the application's own spans follow
// OpenTelemetry's conventions for generative AI.
import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import OpenAI from 'openai';
import { chat } from './agent.mjs';
import { SESSION, USER } from './conversation.mjs';
import { models } from './models.mjs';
import { provider, span } from './spans.mjs';

const spans = await provider('traceloop.jsonl');
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(spans);
instrumentation.manuallyInstrument(OpenAI);
const tracer = spans.getTracer('shop');

await chat(new OpenAI({ apiKey: 'none', baseURL: `${await models()}/v1` }), {
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
});
await spans.shutdown();
