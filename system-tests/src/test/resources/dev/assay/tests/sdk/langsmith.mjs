// OpenAI's SDK with LangSmith's wrapper. A run arrives as it begins and again as it ends; the server
// makes one of both, and so does this collector.
import OpenAI from 'openai';
import { Client } from 'langsmith';
import { traceable } from 'langsmith/traceable';
import { wrapOpenAI } from 'langsmith/wrappers';
import { chat } from './agent.mjs';
import { SESSION, USER } from './conversation.mjs';
import { models } from './models.mjs';
import { runs } from './runs.mjs';

const { url, finished } = await runs('langsmith.jsonl');
const client = new Client({ apiUrl: url, apiKey: 'none' });
const options = { client, tracingEnabled: true };

await chat(wrapOpenAI(new OpenAI({ apiKey: 'none', baseURL: `${await models()}/v1` }), options), {
  turn: (text, work) =>
    traceable(work, {
      ...options,
      name: 'turn',
      metadata: { thread_id: SESSION, user_id: USER },
      tags: ['vip'],
      processInputs: () => ({ input: text }),
    })(),
  tool: (call, work) =>
    traceable(work, { ...options, name: call.name, run_type: 'tool', processInputs: () => call.input })(),
});
await client.awaitPendingTraceBatches();
finished();
