// The only reader of process.env and of the files named there:
//
//   process.env ─► load-config ─┬─ without CONFIG_FILE: one connection, of variables
//                               └─ config-of-file ◄─ config-file: YAML to keys, setting-keys: keys to variables
//                                        │
//                          read-process, read-connection ◄─ variables  what may be set, with which default
//                                        │                ◄─ secret     NAME, or NAME_FILE re-read while the process runs
//                     Config ◄───────────┴──► ConfigError: every problem at once

/** A secret that may change while the process runs (`*_FILE`); read it at each use, never keep it. */
export type Secret = () => string;

export type UsernameSuffix =
  | { readonly kind: 'none' }
  | { readonly kind: 'auto' }
  | { readonly kind: 'literal'; readonly suffix: string };

export type JsonObject = { [key: string]: null | boolean | number | string | JsonObject };

export type GroupTarget = 'division' | 'group';

/** Which pushed groups become what. `*` stands for any characters, `?` for one; letter case does not count. */
export interface GroupRule {
  /** A pattern of the displayName. */
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  readonly target: GroupTarget;
  readonly type?: string | undefined;
}

/** What a connection to one Qualtrics brand is: credentials, mapping, policies, bearer tokens. */
export interface ConnectionConfig {
  readonly name: string;
  /** A database holds the data of one connection. */
  readonly databaseUrl: string;
  /** Any of these opens this connection. Never empty. */
  readonly bearerTokens: () => readonly string[];
  readonly qualtrics: {
    /** Origin only, such as `https://fra1.qualtrics.com`. */
    readonly baseUrl: string;
    readonly credentials:
      | { readonly kind: 'token'; readonly token: Secret }
      | {
          readonly kind: 'oauth';
          readonly clientId: string;
          readonly clientSecret: Secret;
          readonly scope: string;
        };
    readonly rateLimitPerMinute: number;
    readonly concurrency: number;
    /** One upstream call's total deadline. */
    readonly timeoutMs: number;
    readonly emailWritable: boolean;
    /** What an update calls the account status. */
    readonly statusField: 'status' | 'accountStatus';
    readonly permissions: 'overrides' | 'omit' | 'raw';
  };
  readonly mapping: {
    readonly defaultUserType: string;
    readonly defaultDivisionId: string | undefined;
    /** SCIM userType (lower case) to Qualtrics user type id. */
    readonly userTypes: ReadonlyMap<string, string>;
    readonly allowAdminUserTypes: boolean;
    readonly usernameSuffix: UsernameSuffix;
    readonly statusActive: string;
    readonly statusDisabled: string;
    readonly defaultLanguage: string;
    /** What POST /users gets as the password: a long random one, the IdP's, or none. */
    readonly password: 'generate' | 'pass' | 'omit';
  };
  readonly groups: {
    /** Which of a user's groups is the user's one division. */
    readonly onConflict:
      | { readonly kind: 'latest' }
      | { readonly kind: 'priority'; readonly groupIds: readonly string[] }
      | { readonly kind: 'reject' };
    /** Users moved to another division in Qualtrics: left there, or set back. */
    readonly handMoves: 'keep' | 'set-back';
    /** Whether a pushed group may become a new division. */
    readonly create: 'allow' | 'deny';
    /** What a pushed group becomes that no rule is about: a division, or a group of Qualtrics' own. */
    readonly target: GroupTarget;
    /** The first that fits decides. */
    readonly rules: readonly GroupRule[];
    /** Qualtrics' id of the type of new groups of its own (GT_), unless the rule has another. */
    readonly groupType: string | undefined;
    /** What becomes of a group of Qualtrics' own that is deleted over SCIM. A division always stays. */
    readonly onDelete: 'keep' | 'delete';
    /** Divisions to offer as groups where the brand has no list of them. */
    readonly divisionIds: readonly string[];
    /** A permissions tree for new divisions; undefined: Qualtrics' default set. */
    readonly divisionPermissions: JsonObject | undefined;
  };
  /** Writes are read back: none, some, or each before its answer. */
  readonly checks: {
    readonly mode: 'never' | 'sample' | 'always';
    readonly afterMs: number;
  };
  readonly policies: {
    readonly onConflict: 'conflict' | 'adopt';
    readonly onDelete: 'disable' | 'delete' | 'disable-then-delete';
    readonly deleteAfterDays: number;
    /** How long a complete listing of the brand's users counts as fresh. */
    readonly syncIntervalSeconds: number;
    /** Users whose details are read for the index, at most; 0: none. */
    readonly hydratePerMinute: number;
    /** How long the audit is kept. */
    readonly auditDays: number;
  };
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly bodyLimitBytes: number;
  /** A SCIM answer is due within this; Okta hangs up at 60 s. */
  readonly answerDeadlineMs: number;
  /** How long SIGTERM waits for requests under way. */
  readonly drainMs: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly connections: readonly [ConnectionConfig, ...ConnectionConfig[]];
  /** What works and should not stay so. No secret in it. */
  readonly warnings: readonly string[];
  /** The DATABASE_URL of PostgreSQL beside a file none of whose connections has it; a bridge may have left its data there. */
  readonly unusedPostgresUrl?: string;
}
