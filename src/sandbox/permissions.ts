import { invalid } from './api-failure.ts';
import { isObject, type JsonObject } from './json.ts';

export type State = 'on' | 'off';
/** Explicit rights by path, such as `controlPanel.surveyPermissions.editSurveyFlow`. */
export type Overrides = Readonly<Record<string, State>>;

/**
 * A sample of the recorded tree (143 leaves), with the level a user type needs to have the right: 0 everyone, 1 a
 * full user, 2 a brand administrator. The levels are the sandbox's own; Qualtrics publishes none.
 */
const CATALOGUE: Readonly<Record<string, number>> = {
  'controlPanel.accountPermissions.accessApi': 2,
  'controlPanel.accountPermissions.accessMailer': 1,
  'controlPanel.accountPermissions.collaborateOutsideBrand': 1,
  'controlPanel.accountPermissions.createSurveys': 1,
  'controlPanel.accountPermissions.offlineApp': 1,
  'controlPanel.accountPermissions.shareSurveys': 1,
  'controlPanel.accountPermissions.useDashboards': 0,
  'controlPanel.accountPermissions.useTickets': 0,
  'controlPanel.libraryPermissions.manageMessages': 1,
  'controlPanel.libraryPermissions.useSurveyLibrary': 0,
  'controlPanel.questionPermissions.fileUpload': 1,
  'controlPanel.questionPermissions.matrix': 1,
  'controlPanel.surveyPermissions.activateSurveys': 1,
  'controlPanel.surveyPermissions.deleteSurveys': 1,
  'controlPanel.surveyPermissions.editSurveyFlow': 1,
  'controlPanel.surveyPermissions.exportSurveyData': 1,
  'controlPanel.surveyPermissions.viewPersonalData': 2,
  'contacts.accountPermissions.accessPortal': 0,
  'contacts.panelManagementPermissions.managePanels': 1,
  'siteIntercept.accountPermissions.accessSiteIntercept': 2,
};

const LEVELS: Readonly<Record<string, number>> = {
  UT_BRANDADMIN: 2,
  UT_BRAND_ADMINISTRATOR: 2,
  UT_PARTICIPANT: 0,
  UT_RESPONDENT: 0,
};
const FULL_USER = 1;

/**
 * The tree that GET of a user shows: `state` is the user's own (`userType` = inherited), `calculatedState` what it
 * comes to. A right that the division switches off is off whatever the user has.
 */
export function permissionTree(userType: string | null, own: Overrides, division: Overrides): JsonObject {
  const level = LEVELS[userType ?? ''] ?? FULL_USER;
  const tree: JsonObject = Object.create(null);
  for (const path of new Set([...permissionPaths(), ...Object.keys(own)])) {
    const state = own[path];
    const inherited = level >= (CATALOGUE[path] ?? FULL_USER) ? 'on' : 'off';
    const calculatedState = division[path] === 'off' ? 'off' : (state ?? inherited);
    setLeaf(tree, path, { calculatedState, state: state ?? 'userType' });
  }
  return tree;
}

/** The tree that GET of a division shows: leaves of `state` alone. */
export function divisionTree(permissions: Overrides): JsonObject {
  const tree: JsonObject = Object.create(null);
  for (const [path, state] of Object.entries(permissions)) setLeaf(tree, path, { state });
  return tree;
}

/** What a written tree states: leaf by leaf on, off, or undefined for "inherit" (`userType`). */
export function statesOf(tree: JsonObject, at = ''): Record<string, State | undefined> {
  const states: Record<string, State | undefined> = {};
  for (const [key, node] of Object.entries(tree)) {
    const path = at === '' ? key : `${at}.${key}`;
    if (!isObject(node)) throw invalid(`Invalid permission ${path}.`);
    const { state, calculatedState } = node;
    if (state === 'on' || state === 'off') states[path] = state;
    else if (state === 'userType') states[path] = undefined;
    else if (typeof state === 'string') throw invalid(`Invalid state of permission ${path}.`);
    else if (typeof calculatedState !== 'string') Object.assign(states, statesOf(node, path));
  }
  return states;
}

/** `own` with `changes` on top; undefined gives a right back to the user type. */
export function applyStates(own: Overrides, changes: Readonly<Record<string, State | undefined>>): Overrides {
  const next: Record<string, State> = { ...own };
  for (const [path, state] of Object.entries(changes)) {
    if (state === undefined) delete next[path];
    else next[path] = state;
  }
  return next;
}

export function permissionPaths(): string[] {
  return Object.keys(CATALOGUE);
}

/** Nodes have no prototype: a permission named `__proto__` is a key like any other. */
function setLeaf(tree: JsonObject, path: string, leaf: JsonObject): void {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let node = tree;
  for (const key of keys) {
    const child = node[key];
    const next: JsonObject = isObject(child) ? child : Object.create(null);
    node[key] = next;
    node = next;
  }
  node[last] = leaf;
}
