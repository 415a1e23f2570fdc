/**
 * Node's `http`, not by `import`: that makes each of its exports, and so loads a WebSocket and the whole of fetch, some 30 ms
 * of every start.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');
