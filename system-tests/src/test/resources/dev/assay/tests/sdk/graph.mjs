// An agent of LangGraph, with both turns.
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { MemorySaver } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { DESCRIPTIONS, PARAMETERS, QUESTION, SESSION, SYSTEM, THANKS, USER, tools } from './conversation.mjs';
import { models } from './models.mjs';

/** Plays with what `callbacks` makes for each turn, as `turn` does; the messages in the end. */
export async function graph(callbacks, turn = (said, work) => work()) {
  const llm = new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'none',
    configuration: { baseURL: `${await models()}/v1` },
  });
  const own = tools(async (text) => (await llm.invoke(text)).content);
  const agent = createReactAgent({
    llm,
    tools: Object.keys(own).map((name) =>
      tool(async (input) => JSON.stringify(await own[name](input)), {
        name,
        description: DESCRIPTIONS[name],
        schema: PARAMETERS,
      }),
    ),
    prompt: SYSTEM,
    checkpointer: new MemorySaver(),
  });
  let state;
  for (const said of [QUESTION, THANKS]) {
    state = await turn(said, () =>
      agent.invoke(
        { messages: [new HumanMessage(said)] },
        { configurable: { thread_id: SESSION }, metadata: { user_id: USER }, callbacks: callbacks() },
      ),
    );
  }
  return state.messages;
}
