// OpenAI's SDK with the instrumentation of OpenInference (Phoenix, Arize), answers streamed.
import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import OpenAI from 'openai';
import { chat } from './agent.mjs';
import { SESSION, USER } from './conversation.mjs';
import { models } from './models.mjs';
import { provider, span } from './spans.mjs';

const spans = await provider('openinference.jsonl');
const instrumentation = new OpenAIInstrumentation({ tracerProvider: spans });
instrumentation.manuallyInstrument(OpenAI);
const tracer = spans.getTracer('shop');

await chat(
  new OpenAI({ apiKey: 'none', baseURL: `${await models()}/v1` }),
  {
    turn: (text, work) =>
      span(
        tracer,
        'turn',
        {
          'openinference.span.kind': 'AGENT',
          'session.id': SESSION,
          'user.id': USER,
          'input.value': text,
        },
        (said) => ({ 'output.value': said }),
        work,
      ),
    tool: (call, work) =>
      span(
        tracer,
        call.name,
        {
          'openinference.span.kind': 'TOOL',
          'tool.name': call.name,
          'input.value': JSON.stringify(call.input),
          'input.mime_type': 'application/json',
        },
        (result) => ({
          'output.value': JSON.stringify(result),
          'output.mime_type': 'application/json',
        }),
        work,
      ),
  },
  true,
);
await spans.shutdown();
