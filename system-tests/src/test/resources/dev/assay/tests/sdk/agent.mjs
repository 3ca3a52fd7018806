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
          const input = JSON.parse(written);
          const content = await around
            .tool({ id: call.id, name, input }, () => own[name](input))
            .then(JSON.stringify, (error) => `Error: ${error.message}`);
          messages.push({ role: 'tool', tool_call_id: call.id, content });
        }
      }
    });
  }
  return messages;
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
