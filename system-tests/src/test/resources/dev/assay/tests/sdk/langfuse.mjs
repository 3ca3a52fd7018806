// Langfuse's SDK, version 3: batches of events. The server makes of the events of one observation a
// row, as its exports have it; so does this collector, which gives the rows the names of the export.
import { Langfuse } from 'langfuse';
import OpenAI from 'openai';
import { chat } from './agent.mjs';
import { file, line, serve } from './collector.mjs';
import { SESSION, USER } from './conversation.mjs';
import { models } from './models.mjs';

const exported = file('langfuse.jsonl');
const rows = new Map();
const traces = new Map();

function snake(body) {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  );
}

function keep(event) {
  const kind = event.type.split('-')[0];
  if (kind === 'trace') {
    traces.set(event.body.id, { ...traces.get(event.body.id), ...event.body });
  } else {
    const row = { type: kind.toUpperCase(), ...snake(event.body) };
    rows.set(row.id, { ...rows.get(row.id), ...row });
  }
}

const url = await serve((request, body) => {
  const sent = JSON.parse(body.toString());
  sent.batch.forEach(keep);
  return { text: JSON.stringify({ successes: sent.batch.map(({ id }) => ({ id, status: 201 })), errors: [] }) };
});

const langfuse = new Langfuse({ publicKey: 'none', secretKey: 'none', baseUrl: url });
const plain = new OpenAI({ apiKey: 'none', baseURL: `${await models()}/v1` });

let around;
async function within(observation, work) {
  const outer = around;
  around = observation;
  try {
    return await work();
  } finally {
    around = outer;
  }
}

const client = {
  chat: {
    completions: {
      create: async (request) => {
        const { model, messages, ...modelParameters } = request;
        const generation = around.generation({ name: 'chat', model, input: messages });
        const completion = await plain.chat.completions.create(request);
        generation.end({ output: completion.choices[0].message });
        return completion;
      },
    },
  },
};

await chat(client, {
  turn: async (text, work) => {
    const trace = langfuse.trace({ name: 'turn', sessionId: SESSION, userId: USER, tags: ['vip'], input: text });
    trace.update({ output: await within(trace, work) });
  },
  tool: async (call, work) => {
    const span = around.span({ name: call.name, input: call.input });
    try {
      const output = await within(span, work);
      span.end({ output });
      return output;
    } catch (error) {
      span.end({ level: 'ERROR', statusMessage: error.message });
      throw error;
    }
  },
});
await langfuse.shutdownAsync();
for (const row of rows.values()) {
  const { sessionId: session_id, userId: user_id } = traces.get(row.trace_id);
  line(exported, { ...row, session_id, user_id });
}
