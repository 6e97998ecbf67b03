import { isLoopback } from './loopback.ts';

/** What a base URL's host is, by its looks. */
export interface HostForm {
  readonly kind: 'datacenter' | 'organization' | 'brand' | 'loopback' | 'other';
  /** As a person would say it. */
  readonly name: string;
  /** The other form, which may work where this one does not (Qualtrics' support pages tell people to try both). */
  readonly instead: string;
  /** Its origin, where this one tells. */
  readonly insteadOrigin?: string;
}

const DATACENTER =
  'https://DATACENTER.qualtrics.com, with the datacenter id from Account Settings, Qualtrics IDs';

export function hostForm(baseUrl: string): HostForm {
  const { hostname } = new URL(baseUrl);
  if (isLoopback(hostname)) {
    return {
      kind: 'loopback',
      name: 'loopback, so a sandbox',
      instead: 'the address that the sandbox printed',
    };
  }
  const labels = /^(.+)\.qualtrics\.com$/.exec(hostname)?.[1]?.split('.') ?? [];
  const [first = '', second] = labels;
  if (labels.length === 2) {
    const insteadOrigin = `https://${second}.qualtrics.com`;
    const instead = `the datacenter's host: ${insteadOrigin}`;
    return { kind: 'organization', name: "an organization's host", instead, insteadOrigin };
  }
  // Known ids end in a digit, such as fra1 and iad1; eu is the one that does not.
  if (labels.length === 1 && /^([a-z]{2,4}\d|eu)$/.test(first)) {
    const instead = `the organization's host: https://ORGANIZATION.${first}.qualtrics.com, with the organization id from Account Settings, Qualtrics IDs`;
    return { kind: 'datacenter', name: "a datacenter's host", instead };
  }
  if (labels.length === 1) return { kind: 'brand', name: "a brand's host", instead: DATACENTER };
  return { kind: 'other', name: 'not a host of qualtrics.com', instead: DATACENTER };
}
