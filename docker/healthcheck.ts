// Run by HEALTHCHECK: exits with 0 when GET /healthz (or the path given) of this container is answered with 2xx.
const { HOST, PORT } = process.env;
const [path = '/healthz'] = process.argv.slice(2);
const host = !HOST || HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
try {
  const answer = await fetch(`http://${host}:${PORT || 8080}${path}`, { signal: AbortSignal.timeout(4000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
