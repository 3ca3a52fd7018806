// autoevals: an LLM classifier with two choices.
import { LLMClassifierFromTemplate } from "autoevals";
import OpenAI from "openai";
import { QUESTION, contest, options, pool } from "./contest.mjs";

const given = options();
const client = new OpenAI({ baseURL: given.url, apiKey: "none", maxRetries: 0 });
const judge = LLMClassifierFromTemplate({
  name: "Apology",
  promptTemplate: `{{output}}\n\n${QUESTION}`,
  choiceScores: { Yes: 1, No: 0 },
  model: "judge-simulator",
  useCoT: false,
});

await contest(given, (conversations) =>
  pool(conversations, given.inFlight, async (output) => {
    const { score } = await judge({ output, client });
    return score === 0 || score === 1;
  }),
);
