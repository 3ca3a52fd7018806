// An agent as people write one by hand: it asks a model until that calls no tool any more.
import { DESCRIPTIONS, PARAMETERS, QUESTION, SYSTEM, THANKS, tools } from './conversation.mjs';

const MODEL = 'gpt-4o-mini';

const DEFINITIONS = Object.entries(DESCRIPTIONS).map(([name, description]) => ({
  type: 'function',
  function: { name, description, parameters: PARAMETERS },
}));

/**
 * Both turns by OpenAI's chat completions.
 *
 * @param around.turn calls what a turn is, given the user's text: as a trace of its own
 * @param around.tool calls a tool, given its call: as a span of its own
 * @param streamed whether answers are streamed
 * @return the messages in the end
 */
export async function chat(client, around, streamed = false) {
  const messages = [{ role: 'system', content: SYSTEM }];
  const own = tools(async (content) => {
    const reply = await complete(client, { model: MODEL, messages: [{ role: 'user', content }] });
    return reply.content;
  });
  for (const said of [QUESTION, THANKS]) {
    messages.push({ role: 'user', content: said });
    await around.turn(said, async () => {
      for (;;) {
        const reply = await complete(client, { model: MODEL, messages: [...messages], tools: DEFINITIONS }, streamed);
        messages.push(reply);
        if (!reply.tool_calls?.length) {
          return reply.content;
        }
        for (const call of reply.tool_calls) {
          const { name, arguments: written } = call.function;
          const content = await use(around, own, call.id, name, JSON.parse(written));
          messages.push({ role: 'tool', tool_call_id: call.id, content });
        }
      }
    });
  }
  return messages;
}

/** Calls a tool; as text what it gave or why it failed. */
function use(around, own, id, name, input) {
  return around
    .tool({ id, name, input }, () => own[name](input))
    .then(JSON.stringify, (error) => `Error: ${error.message}`);
}

async function complete(client, request, streamed) {
  if (!streamed) {
    return (await client.chat.completions.create(request)).choices[0].message;
  }
  const reply = { role: 'assistant', content: '' };
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
    const delta = chunk.choices[0]?.delta ?? {};
    reply.content += delta.content ?? '';
    for (const { index, id, function: part } of delta.tool_calls ?? []) {
      reply.tool_calls ??= [];
      reply.tool_calls[index] ??= { id, type: 'function', function: { name: part.name, arguments: '' } };
      reply.tool_calls[index].function.arguments += part.arguments;
    }
  }
  return reply;
}

/** Both turns by OpenAI's Responses, as `chat` has them. */
export async function responses(client, around) {
  const given = Object.entries(DESCRIPTIONS).map(([name, description]) => ({
    type: 'function',
    name,
    description,
    parameters: PARAMETERS,
    strict: true,
  }));
  const own = tools(async (input) => (await client.responses.create({ model: MODEL, input })).output_text);
  const input = [];
  for (const said of [QUESTION, THANKS]) {
    input.push({ role: 'user', content: said });
    await around.turn(said, async () => {
      for (;;) {
        const request = { model: MODEL, instructions: SYSTEM, input: [...input], tools: given };
        const { output, output_text: text } = await client.responses.create(request);
        input.push(...output);
        const calls = output.filter((item) => item.type === 'function_call');
        if (calls.length === 0) {
          return text;
        }
        for (const { call_id: id, name, arguments: written } of calls) {
          const content = await use(around, own, id, name, JSON.parse(written));
          input.push({ type: 'function_call_output', call_id: id, output: content });
        }
      }
    });
  }
}

/** Both turns by Anthropic's messages, as `chat` has them. */
export async function anthropic(client, around) {
  const common = { model: 'claude-haiku-4-5', max_tokens: 2048 };
  const given = Object.entries(DESCRIPTIONS).map(([name, description]) => ({
    name,
    description,
    input_schema: PARAMETERS,
  }));
  const own = tools(async (content) => {
    const reply = await client.messages.create({ ...common, messages: [{ role: 'user', content }] });
    return reply.content[0].text;
  });
  const messages = [];
  for (const said of [QUESTION, THANKS]) {
    messages.push({ role: 'user', content: said });
    await around.turn(said, async () => {
      for (;;) {
        const request = { ...common, system: SYSTEM, messages: [...messages], tools: given };
        const { content } = await client.messages.create(request);
        messages.push({ role: 'assistant', content });
        const calls = content.filter((block) => block.type === 'tool_use');
        if (calls.length === 0) {
          return content.at(-1).text;
        }
        const results = [];
        for (const { id, name, input } of calls) {
          const text = await use(around, own, id, name, input);
          const failed = text.startsWith('Error');
          results.push({ type: 'tool_result', tool_use_id: id, content: text, is_error: failed });
        }
        messages.push({ role: 'user', content: results });
      }
    });
  }
}
