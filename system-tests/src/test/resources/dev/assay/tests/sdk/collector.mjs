// Writes down what SDKs send: each body a line.
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** Where a recording goes: the folder is the script's only argument. */
export function file(name) {
  const path = `${process.argv[2]}/${name}`;
  writeFileSync(path, '');
  return path;
}

export function line(path, value) {
  appendFileSync(path, JSON.stringify(value) + '\n');
}

/** A server on a free port; `respond` gets the path and the bytes, and gives what is answered. */
export async function serve(respond) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const zipped = request.headers['content-encoding'] === 'gzip';
      const body = zipped ? gunzipSync(sent) : sent;
      const { type = 'application/json', text } = respond(request, body);
      response.writeHead(200, { 'content-type': type });
      response.end(text);
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

/** A collector whose only work is to keep the JSON bodies that it gets. */
export async function collector(path) {
  return serve((request, body) => {
    if (body.length > 0) {
      line(path, JSON.parse(body.toString()));
    }
    return { text: '{}' };
  });
}
