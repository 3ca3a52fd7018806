// What a gateway in front of models logs: each request of the SDKs with its response.
import { Anthropic } from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { anthropic, chat, responses } from './agent.mjs';
import { file, line } from './collector.mjs';
import { SESSION, USER } from './conversation.mjs';
import { models } from './models.mjs';

const baseURL = await models();
let logged = 0;
let within = 0;

/** A `fetch` that logs; what tools ask does not pass the gateway. */
function logging(path) {
  return async (url, options) => {
    if (within) {
      return fetch(url, options);
    }
    const start_time = new Date().toISOString();
    const answer = await fetch(url, options);
    const response = await answer.clone().json();
    const end_time = new Date().toISOString();
    const request = JSON.parse(options.body);
    const id = `log-${++logged}`;
    line(path, { id, user_id: USER, start_time, end_time, metadata: { session_id: SESSION }, request, response });
    return answer;
  };
}

const around = {
  turn: (text, work) => work(),
  tool: async (call, work) => {
    within++;
    try {
      return await work();
    } finally {
      within--;
    }
  },
};

const openai = (name) =>
  new OpenAI({ apiKey: 'none', baseURL: `${baseURL}/v1`, fetch: logging(file(name)) });
await chat(openai('log-chat.jsonl'), around);
await responses(openai('log-responses.jsonl'), around);
const claude = { apiKey: 'none', baseURL, fetch: logging(file('log-anthropic.jsonl')) };
await anthropic(new Anthropic(claude), around);
