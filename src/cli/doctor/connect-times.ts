import { once } from 'node:events';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface ConnectTimes {
  /** With the look-up of the name. */
  readonly tcpMs: number;
  /** Undefined for http. */
  readonly tls: { readonly ms: number; readonly protocol: string } | undefined;
}

/** Connects and hangs up, saying nothing. Rejects with the system's or TLS's error, or with AbortError after `timeoutMs`. */
export async function connectTimes(origin: string, timeoutMs: number): Promise<ConnectTimes> {
  const { protocol, hostname, port } = new URL(origin);
  const isTls = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const signal = AbortSignal.timeout(timeoutMs);
  const started = performance.now();
  const socket = connectTcp({ host, port: Number(port) || (isTls ? 443 : 80) });
  // Hanging up in the middle is an error too, after everybody has stopped listening.
  socket.on('error', () => {});
  try {
    await once(socket, 'connect', { signal });
    const connected = performance.now();
    const tcpMs = connected - started;
    if (!isTls) return { tcpMs, tls: undefined };
    // RFC 6066 3: an address is no server name.
    const secure = connectTls({ socket, ...(isIP(host) === 0 ? { servername: host } : { host }) });
    secure.on('error', () => {});
    await once(secure, 'secureConnect', { signal });
    return { tcpMs, tls: { ms: performance.now() - connected, protocol: secure.getProtocol() ?? 'TLS' } };
  } finally {
    socket.destroy();
  }
}
