import { userTypeMap } from '../../provisioning/mapping/user-types.ts';

const rule = userTypeMap(new Map(), false);

/** Whether the bridge itself takes this user type for a brand administrator's. */
export function isAdministratorType(id: string): boolean {
  const type = rule.toQualtrics(id);
  return 'refused' in type && type.refused === 'a brand administrator type';
}
