import { isAdministratorType } from '../../qualtrics/administrator-type.ts';

/** Why a userType of an IdP is not written to Qualtrics. */
export type UserTypeRefusal = 'not in QUALTRICS_USER_TYPES' | 'a brand administrator type';

/** SCIM userType values and Qualtrics user type ids (`UT_...`), which no endpoint lists and whose names it never tells. */
export interface UserTypeMap {
  toQualtrics(userType: string): { readonly id: string } | { readonly refused: UserTypeRefusal };
  toScim(id: string): string;
}

export function userTypeMap(types: ReadonlyMap<string, string>, allowAdmin: boolean): UserTypeMap {
  const names = new Map([...types].map(([name, id]) => [id, name]));
  return {
    toQualtrics(userType) {
      const id = types.get(userType.toLowerCase()) ?? (/^UT_\w+$/.test(userType) ? userType : undefined);
      if (id === undefined) return { refused: 'not in QUALTRICS_USER_TYPES' };
      if (!allowAdmin && isAdministratorType(id)) return { refused: 'a brand administrator type' };
      return { id };
    },
    toScim: (id) => names.get(id) ?? id,
  };
}
