// promptfoo: an llm-rubric assertion over an output that is already there (the provider "echo").
process.env.PROMPTFOO_DISABLE_TELEMETRY = "1";
process.env.PROMPTFOO_DISABLE_UPDATE = "1";
process.env.PROMPTFOO_DISABLE_REMOTE_GENERATION = "true";
process.env.PROMPTFOO_CACHE_ENABLED = "false";
process.env.LOG_LEVEL = "error";
import { QUESTION, contest, options } from "./contest.mjs";

const { default: promptfoo } = await import("promptfoo");
const given = options();
const judge = {
  id: "openai:chat:judge-simulator",
  config: {
    apiBaseUrl: given.url,
    apiKey: "none",
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "grade",
        schema: {
          type: "object",
          properties: {
            reason: { type: "string" },
            pass: { type: "boolean" },
            score: { type: "number", minimum: 0, maximum: 1 },
          },
          required: ["reason", "pass", "score"],
          additionalProperties: false,
        },
      },
    },
  },
};

await contest(given, async (conversations) => {
  const evaluation = await promptfoo.evaluate(
    {
      providers: ["echo"],
      prompts: ["{{conversation}}"],
      tests: conversations.map((conversation) => ({
        vars: { conversation },
        assert: [{ type: "llm-rubric", value: QUESTION, provider: judge }],
      })),
      writeLatestResults: false,
    },
    { maxConcurrency: given.inFlight, cache: false, showProgressBar: false },
  );
  const summary = await evaluation.toEvaluateSummary();
  return summary.results.filter((r) => typeof r.gradingResult?.componentResults?.[0]?.score === "number").length;
});
