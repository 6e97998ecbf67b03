import type { BrandIdentity } from './brand-identity.ts';
import type { ConnectionConfig } from './config/config.ts';
import type { MappingSettings } from './provisioning/mapping/user-mapping.ts';
import { userTypeMap } from './provisioning/mapping/user-types.ts';
import { usernameRule } from './provisioning/mapping/usernames.ts';

/** The mapping of a connection; waits for the brand id where usernames carry it. */
export async function mappingSettings(
  { mapping, qualtrics }: ConnectionConfig,
  identity: BrandIdentity,
): Promise<MappingSettings> {
  return {
    usernames: usernameRule(await suffixOf(mapping, identity)),
    userTypes: userTypeMap(mapping.userTypes, mapping.allowAdminUserTypes),
    defaultDivisionId: mapping.defaultDivisionId,
    statusActive: mapping.statusActive,
    statusDisabled: mapping.statusDisabled,
    emailWritable: qualtrics.emailWritable,
  };
}

async function suffixOf(
  { usernameSuffix }: ConnectionConfig['mapping'],
  identity: BrandIdentity,
): Promise<string> {
  switch (usernameSuffix.kind) {
    case 'none':
      return '';
    case 'literal':
      return usernameSuffix.suffix;
    case 'auto':
      return `#${await identity.brandId()}`;
  }
}
