// phoenix-evals: a classification evaluator with two choices.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { createClassificationEvaluator } from "@arizeai/phoenix-evals";
import { QUESTION, contest, options, pool } from "./contest.mjs";

const given = options();
const provider = createOpenAICompatible({
  name: "simulator",
  baseURL: given.url,
  apiKey: "none",
  supportsStructuredOutputs: true,
});
const judge = createClassificationEvaluator({
  name: "apology",
  model: provider("judge-simulator"),
  promptTemplate: `{{output}}\n\n${QUESTION}`,
  choices: { yes: 1, no: 0 },
});

await contest(given, (conversations) =>
  pool(conversations, given.inFlight, async (output) => {
    const { score } = await judge.evaluate({ output });
    return score === 0 || score === 1;
  }),
);
