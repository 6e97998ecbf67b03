import { loadConfig } from '../config/load-config.ts';

/** The database of a connection. Throws ConfigError, and TypeError for one that is not there or has to be named. */
export function databaseUrlOf(name: string | undefined, environment: NodeJS.ProcessEnv): string {
  const { connections } = loadConfig(environment);
  const names = connections.map((each) => each.name).join(', ');
  const [first, ...others] = connections.filter((each) => name === undefined || each.name === name);
  if (!first) throw new TypeError(`there is no connection of that name; there are: ${names}`);
  if (others.length > 0) throw new TypeError(`which one? --connection is one of: ${names}`);
  return first.databaseUrl;
}
