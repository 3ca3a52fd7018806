// Vercel's AI SDK in all versions that people have: the spans of its telemetry, with whole and with
// streamed answers, the messages of its interface, and those of its models.
import { LegacyOpenTelemetry, OpenTelemetry } from '@ai-sdk/otel';
import * as ai7 from 'ai';
import * as ai4 from 'ai-4';
import * as ai5 from 'ai-5';
import * as ai6 from 'ai-6';
import { MockLanguageModelV1 } from 'ai-4/test';
import { MockLanguageModelV2 } from 'ai-5/test';
import { MockLanguageModelV3 } from 'ai-6/test';
import { MockLanguageModelV4 } from 'ai/test';
import { file, line } from './collector.mjs';
import { DESCRIPTIONS, PARAMETERS, QUESTION, SESSION, SYSTEM, THANKS, USER, answer, tools } from './conversation.mjs';
import { provider } from './spans.mjs';

const METADATA = { sessionId: SESSION, userId: USER };

/** The last thing that was said in a prompt, a tool's output included. */
function last(prompt) {
  return prompt
    .at(-1)
    .content.map((part) => part.text ?? JSON.stringify(part.output?.value ?? part.output ?? part.result))
    .join('');
}

/** What a model of version 4 of the SDK answers. */
function before5(options) {
  const { thought, text, call } = answer(last(options.prompt));
  return {
    reasoning: thought,
    text,
    toolCalls: call && [
      {
        toolCallType: 'function',
        toolCallId: call.id,
        toolName: call.name,
        args: JSON.stringify(call.arguments),
      },
    ],
    finishReason: call ? 'tool-calls' : 'stop',
    usage: { promptTokens: 9, completionTokens: 3 },
    rawCall: { rawPrompt: null, rawSettings: {} },
  };
}

function streamBefore5(options) {
  const { reasoning, text, toolCalls, finishReason, usage, rawCall } = before5(options);
  const parts = [];
  if (reasoning) {
    parts.push({ type: 'reasoning', textDelta: reasoning });
  }
  for (const word of (text ?? '').split(/(?<= )/).filter(Boolean)) {
    parts.push({ type: 'text-delta', textDelta: word });
  }
  parts.push(...(toolCalls ?? []).map((call) => ({ type: 'tool-call', ...call })));
  parts.push({ type: 'finish', finishReason, usage });
  return { stream: ai4.simulateReadableStream({ chunks: parts }), rawCall };
}

/** What a model of later versions answers; version 6 tells reasons and usage apart. */
function since5(options, version) {
  const { thought, text, call } = answer(last(options.prompt));
  const content = [];
  if (thought) {
    content.push({ type: 'reasoning', text: thought });
  }
  if (text) {
    content.push({ type: 'text', text });
  }
  if (call) {
    content.push({
      type: 'tool-call',
      toolCallId: call.id,
      toolName: call.name,
      input: JSON.stringify(call.arguments),
    });
  }
  const reason = call ? 'tool-calls' : 'stop';
  const usage = { inputTokens: { total: 9, noCache: 9 }, outputTokens: { total: 3, text: 3 } };
  return {
    content,
    warnings: [],
    finishReason: version === 5 ? reason : { unified: reason, raw: reason },
    usage: version === 5 ? { inputTokens: 9, outputTokens: 3, totalTokens: 12 } : usage,
  };
}

function streamSince5(options, version) {
  const { content, finishReason, usage } = since5(options, version);
  const parts = [{ type: 'stream-start', warnings: [] }];
  for (const [index, part] of content.entries()) {
    if (part.type === 'tool-call') {
      parts.push(part);
      continue;
    }
    const id = String(index);
    parts.push({ type: `${part.type}-start`, id });
    for (const word of part.text.split(/(?<= )/)) {
      parts.push({ type: `${part.type}-delta`, id, delta: word });
    }
    parts.push({ type: `${part.type}-end`, id });
  }
  parts.push({ type: 'finish', finishReason, usage });
  return { stream: ai5.simulateReadableStream({ chunks: parts }) };
}

function later(Model, version) {
  return new Model({
    modelId: 'm',
    doGenerate: async (options) => since5(options, version),
    doStream: async (options) => streamSince5(options, version),
  });
}

/** Options of a call, with telemetry as each version wants it. */
function telemetry(version, tracer, integration) {
  return version < 7
    ? { experimental_telemetry: { isEnabled: true, tracer, metadata: METADATA } }
    : {
        runtimeContext: METADATA,
        telemetry: {
          includeRuntimeContext: { sessionId: true, userId: true },
          integrations: [integration],
        },
      };
}

function options(sdk, version, model, watched) {
  const own = tools(async (prompt) => (await sdk.generateText({ model, prompt, ...watched })).text);
  const schema = { [version === 4 ? 'parameters' : 'inputSchema']: sdk.jsonSchema(PARAMETERS) };
  // A tool that fails ends what version 4 generates, so people catch it.
  const caught = (error) => `Error: ${error.message}`;
  const given = Object.entries(own).map(([name, work]) => [
    name,
    sdk.tool({
      description: DESCRIPTIONS[name],
      ...schema,
      execute: version === 4 ? (input) => work(input).catch(caught) : work,
    }),
  ]);
  return {
    model,
    system: SYSTEM,
    tools: Object.fromEntries(given),
    ...(version === 4 ? { maxSteps: 5 } : { stopWhen: sdk.stepCountIs(5) }),
    ...watched,
  };
}

/** With whole answers: spans, and the messages of models. */
async function generated(sdk, version, model, name, integration) {
  const spans = await provider(`vercel-${name}.jsonl`);
  const tracer = spans.getTracer('ai');
  const given = options(sdk, version, model, telemetry(version, tracer, integration?.(tracer)));
  const messages = [];
  for (const content of [QUESTION, THANKS]) {
    messages.push({ role: 'user', content });
    const { response, responseMessages } = await sdk.generateText({ ...given, messages: [...messages] });
    messages.push(...(responseMessages ?? response.messages));
  }
  await spans.shutdown();
  line(file(`vercel-${name}-messages.jsonl`), { id: SESSION, userId: USER, messages });
}

/** With streamed answers: spans, and the messages of an interface. */
async function streamed(sdk, version, model, name, integration) {
  const spans = await provider(`vercel-${name}-streamed.jsonl`);
  const tracer = spans.getTracer('ai');
  const given = options(sdk, version, model, telemetry(version, tracer, integration?.(tracer)));
  let messages = [];
  for (const [turn, text] of [QUESTION, THANKS].entries()) {
    const id = `u${turn}`;
    if (version === 4) {
      messages.push({ id, role: 'user', content: text, createdAt: new Date(), parts: [{ type: 'text', text }] });
      const result = sdk.streamText({ ...given, messages: sdk.convertToCoreMessages(messages) });
      await result.consumeStream();
      const { messages: responseMessages } = await result.response;
      messages = sdk.appendResponseMessages({ messages, responseMessages });
      continue;
    }
    messages.push({ id, role: 'user', parts: [{ type: 'text', text }] });
    const result = sdk.streamText({ ...given, messages: await sdk.convertToModelMessages(messages) });
    await new Promise((finish, fail) => {
      const stream = result.toUIMessageStream({
        originalMessages: messages,
        generateMessageId: () => `a${turn}`,
        onError: (error) => error.message,
        onFinish: (ended) => {
          messages = ended.messages;
          finish();
        },
      });
      stream.pipeTo(new WritableStream({ write() {} })).catch(fail);
    });
  }
  await spans.shutdown();
  line(file(`vercel-${name}-ui.jsonl`), { id: SESSION, userId: USER, messages });
}

const model4 = new MockLanguageModelV1({
  modelId: 'm',
  doGenerate: async (given) => before5(given),
  doStream: async (given) => streamBefore5(given),
});

/** Version 7 by OpenTelemetry's conventions, in which the session has an attribute of its own. */
function semantic(tracer) {
  const enrichSpan = () => ({ 'gen_ai.conversation.id': SESSION, 'user.id': USER });
  return new OpenTelemetry({ tracer, enrichSpan });
}

for (const [sdk, version, model, name, integration] of [
  [ai4, 4, model4, '4'],
  [ai5, 5, later(MockLanguageModelV2, 5), '5'],
  [ai6, 6, later(MockLanguageModelV3, 6), '6'],
  [ai7, 7, later(MockLanguageModelV4, 7), '7', semantic],
  [ai7, 7, later(MockLanguageModelV4, 7), '7-legacy', (tracer) => new LegacyOpenTelemetry({ tracer })],
]) {
  await generated(sdk, version, model, name, integration);
  await streamed(sdk, version, model, name, integration);
}
