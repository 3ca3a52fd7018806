// What every peer of this folder does: read conversations, warm up, ask, report one line.
import { readFileSync } from "node:fs";

export const QUESTION = "Did the agent apologise at least once?";

export function options() {
  const given = process.argv.slice(2);
  const named = {};
  for (let i = 0; i + 1 < given.length; i += 2) named[given[i].slice(2)] = given[i + 1];
  return {
    url: named.url,
    archive: named.archive,
    evaluations: Number(named.evaluations),
    warmUp: Number(named["warm-up"] ?? 200),
    inFlight: Number(named["in-flight"]),
  };
}

export function conversations(archive, count) {
  return readFileSync(archive, "utf8")
    .split("\n", count)
    .map((line) => JSON.parse(line).messages.map((m) => `${m.sender}: ${m.message}`).join("\n"));
}

/** Calls a function for each item, so many at once; how many gave true. */
export async function pool(items, inFlight, call) {
  let next = 0;
  let good = 0;
  async function worker() {
    while (next < items.length) {
      const isGood = await call(items[next++]);
      if (isGood) good++;
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker));
  return good;
}

/** Runs a contest: `ask` gets conversations and says how many it has a good answer for. */
export async function contest({ archive, evaluations, warmUp }, ask) {
  const all = conversations(archive, warmUp + evaluations);
  await ask(all.slice(0, warmUp));
  const cpu = process.cpuUsage();
  const began = process.hrtime.bigint();
  const good = await ask(all.slice(warmUp));
  const used = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({
      evaluations: good,
      seconds: Number(process.hrtime.bigint() - began) / 1e9,
      cpu_seconds: (used.user + used.system) / 1e6,
    }),
  );
  process.exit(0);
}
