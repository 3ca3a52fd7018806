// Models with canned answers, behind the APIs of OpenAI and Anthropic.
import { answer } from './conversation.mjs';
import { serve } from './collector.mjs';

const CREATED = 1795168800;
let served = 0;

function text(content) {
  return typeof content === 'string'
    ? content
    : content.map((part) => part.text ?? part.content ?? part.output ?? '').join('');
}

function chat(request) {
  const said = answer(text(request.messages.at(-1).content));
  const calls = said.call && [
    {
      id: said.call.id,
      type: 'function',
      function: { name: said.call.name, arguments: JSON.stringify(said.call.arguments) },
    },
  ];
  return {
    id: `chatcmpl-${++served}`,
    object: 'chat.completion',
    created: CREATED,
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: said.text ?? null,
          refusal: null,
          ...(calls && { tool_calls: calls }),
        },
        finish_reason: calls ? 'tool_calls' : 'stop',
      },
    ],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  };
}

/** The same answer in the pieces in which it is streamed. */
function chunks(request) {
  const whole = chat(request);
  const { message, finish_reason: reason } = whole.choices[0];
  const deltas = [{ role: 'assistant', content: '' }];
  for (const word of (message.content ?? '').split(/(?<= )/).filter(Boolean)) {
    deltas.push({ content: word });
  }
  for (const [index, call] of (message.tool_calls ?? []).entries()) {
    const { name, arguments: written } = call.function;
    const half = written.length / 2;
    deltas.push({ tool_calls: [{ index, id: call.id, type: 'function', function: { name, arguments: '' } }] });
    deltas.push({ tool_calls: [{ index, function: { arguments: written.slice(0, half) } }] });
    deltas.push({ tool_calls: [{ index, function: { arguments: written.slice(half) } }] });
  }
  const events = deltas.map((delta) => [{ index: 0, delta, finish_reason: null }]);
  events.push([{ index: 0, delta: {}, finish_reason: reason }]);
  const { usage, ...rest } = whole;
  return events
    .map((choices) => ({ ...rest, object: 'chat.completion.chunk', choices }))
    .map((event) => `data: ${JSON.stringify(event)}\n\n`)
    .concat('data: [DONE]\n\n')
    .join('');
}

function responses(request) {
  const last = typeof request.input === 'string' ? request.input : request.input.at(-1);
  const said = answer(text(last.output ?? last.content ?? last));
  const output = [];
  if (said.thought) {
    output.push({
      id: `rs_${++served}`,
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: said.thought }],
    });
  }
  if (said.text) {
    output.push({
      id: `msg_${++served}`,
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: said.text, annotations: [] }],
    });
  }
  if (said.call) {
    output.push({
      id: `fc_${++served}`,
      type: 'function_call',
      status: 'completed',
      call_id: said.call.id,
      name: said.call.name,
      arguments: JSON.stringify(said.call.arguments),
    });
  }
  return {
    id: `resp_${++served}`,
    object: 'response',
    created_at: CREATED,
    status: 'completed',
    model: request.model,
    error: null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    output,
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: request.tools ?? [],
    usage: { input_tokens: 9, output_tokens: 3, total_tokens: 12 },
  };
}

function anthropic(request) {
  const content = request.messages.at(-1).content;
  const said = answer(text(content));
  const blocks = [];
  if (said.thought) {
    blocks.push({ type: 'thinking', thinking: said.thought, signature: 'c2lnbmVk' });
  }
  if (said.text) {
    blocks.push({ type: 'text', text: said.text, citations: null });
  }
  if (said.call) {
    const { id, name, arguments: input } = said.call;
    blocks.push({ type: 'tool_use', id, name, input });
  }
  return {
    id: `msg_${++served}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: blocks,
    stop_reason: said.call ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 9, output_tokens: 3 },
  };
}

/** Where both APIs are served. */
export async function models() {
  return serve((http, body) => {
    const request = JSON.parse(body.toString());
    if (http.url.endsWith('/chat/completions')) {
      return request.stream
        ? { type: 'text/event-stream', text: chunks(request) }
        : { text: JSON.stringify(chat(request)) };
    }
    const response = http.url.endsWith('/responses') ? responses(request) : anthropic(request);
    return { text: JSON.stringify(response) };
  });
}
