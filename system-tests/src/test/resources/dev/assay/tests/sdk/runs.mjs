// LangSmith's server, as far as its clients need it: of each run what it began and ended with.
import { file, line, serve } from './collector.mjs';

/** `url` for the client; `finished` writes the runs. */
export async function runs(name) {
  const path = file(name);
  const known = new Map();
  const keep = (run) => known.set(run.id, { ...known.get(run.id), ...run });
  const url = await serve((request, body) => {
    if (request.url.endsWith('/info')) {
      // Without multipart and compression, runs are sent as JSON.
      const batch_ingest_config = { use_multipart_endpoint: false, size_limit: 100, size_limit_bytes: 20971520 };
      return { text: JSON.stringify({ version: '0.12.0', instance_flags: {}, batch_ingest_config }) };
    }
    const sent = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (request.url.endsWith('/batch')) {
      [...(sent.post ?? []), ...(sent.patch ?? [])].forEach(keep);
    } else if (sent.id) {
      keep(sent);
    }
    return { text: '{}' };
  });
  return { url, finished: () => known.forEach((run) => line(path, run)) };
}
