// OpenAI's and Anthropic's SDKs with the instrumentation of OpenLLMetry; the application's own spans
// follow OpenTelemetry's conventions for generative AI.
import * as anthropicSdk from '@anthropic-ai/sdk';
import { AnthropicInstrumentation } from '@traceloop/instrumentation-anthropic';
import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import OpenAI from 'openai';
import { anthropic, chat, responses } from './agent.mjs';
import { models } from './models.mjs';
import { provider, semantic } from './spans.mjs';

const baseURL = await models();
const ofOpenAi = new OpenAIInstrumentation();
ofOpenAi.manuallyInstrument(OpenAI);
const ofAnthropic = new AnthropicInstrumentation();
ofAnthropic.manuallyInstrument(anthropicSdk);

async function record(name, play) {
  const spans = await provider(`${name}.jsonl`);
  ofOpenAi.setTracerProvider(spans);
  ofAnthropic.setTracerProvider(spans);
  await play(semantic(spans.getTracer('shop')));
  await spans.shutdown();
}

const client = new OpenAI({ apiKey: 'none', baseURL: `${baseURL}/v1` });
await record('traceloop', (around) => chat(client, around));
await record('traceloop-streamed', (around) => chat(client, around, true));
await record('traceloop-responses', (around) => responses(client, around));
await record('traceloop-anthropic', (around) =>
  anthropic(new anthropicSdk.Anthropic({ apiKey: 'none', baseURL }), around),
);
