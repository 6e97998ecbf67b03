/** Milliseconds that this process has computed so far: unlike the clock, the same on a machine that is busy. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
