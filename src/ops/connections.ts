import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** Requests that have no complete answer yet. */
  underWay(): number;
  /** Ends every connection: idle ones now, the others when their request has its answer. */
  drain(): void;
}

/**
 * Follows the connections of a server from before it listens. Node's own `server.close()` leaves open what becomes
 * idle after it, until the keep-alive time-out, and what never sent a request, which load balancers keep in stock.
 */
export function trackConnections(server: Server): Connections {
  const sockets = new Map<Socket, Set<ServerResponse>>();
  let draining = false;

  server.on('connection', (socket) => {
    // Accepted before the server stopped to listen; a request on it would be too late.
    if (draining) return socket.destroy();
    sockets.set(socket, new Set());
    return socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    const responses = sockets.get(socket);
    responses?.add(response);
    if (draining) announceClose(response);
    response.once('close', () => {
      responses?.delete(response);
      if (draining && responses?.size === 0) socket.destroySoon();
    });
  });

  return {
    underWay: () => [...sockets.values()].reduce((sum, responses) => sum + responses.size, 0),
    drain() {
      draining = true;
      for (const [socket, responses] of sockets) {
        if (responses.size === 0) socket.destroySoon();
        responses.forEach(announceClose);
      }
    },
  };
}

/** So that the client does not send its next request into a closing connection. */
function announceClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
