import { QualtricsError } from './errors.ts';

/**
 * An id as a path segment. Ids are opaque (`UR_`, `URH_`, `DV_`, ...), but what comes from outside must not reach
 * another route: an id that Qualtrics cannot have given is 'not-found', without a call.
 */
export function pathSegment(id: string, endpoint: string): string {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(id) || id === '.' || id === '..') {
    throw new QualtricsError('not-found', endpoint);
  }
  return encodeURIComponent(id);
}
