import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Something between a client and PostgreSQL that is known by what a pooler does at the start. */
export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

/** BackendKeyData: the type, a length of 12, process and key; https://www.postgresql.org/docs/18/protocol-message-formats.html */
const keyHead = Buffer.from([0x4b, 0, 0, 0, 12]);

/**
 * Hands all on to the server of a URL, but tells the client another number of its process, as a pooler
 * does that may change the process later.
 */
export async function startPooler(url: string): Promise<Pooler> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    let isKeySeen = false;
    upstream.on('data', (chunk: Buffer) => {
      const at = isKeySeen ? -1 : chunk.indexOf(keyHead);
      if (at !== -1) {
        isKeySeen = true;
        chunk.writeInt32BE(1, at + keyHead.length);
      }
      client.write(chunk);
    });
    client.on('data', (chunk) => upstream.write(chunk));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
