/** A server that writes bytes as they are, for answers that no HTTP library would send. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawServer {
  readonly origin: string;
  readonly host: string;
  /** The first line of each request. */
  readonly lines: readonly string[];
}

/** `answer` gets each request once its head and body are there, counted from 0, and writes what it likes. */
export async function rawServer(answer: (socket: Socket, number: number) => void): Promise<RawServer> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let text = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        const length = end + 4 + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        if (text.length < length) return;
        text = text.slice(length);
        lines.push(head.split('\r\n')[0] ?? '');
        answer(socket, lines.length - 1);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `http://${host}`, host, lines };
}
