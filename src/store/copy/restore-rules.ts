import { CopyError, type CopyHeader } from './copy-format.ts';

/** What is in the way of an import. */
export interface Target {
  readonly isEmpty: boolean;
  readonly brandId: string | null;
}

/** Throws CopyError when the file may not go into that database. */
export function refuseImport({ brandId }: CopyHeader, target: Target, replace: boolean): void {
  if (target.brandId !== null && brandId !== null && target.brandId !== brandId) {
    throw new CopyError(
      'other-brand',
      `The file is of the brand ${brandId}, and the database belongs to ${target.brandId}. Nothing was imported.`,
    );
  }
  if (!target.isEmpty && !replace) {
    throw new CopyError(
      'not-empty',
      'The database is not empty. Import into an empty one, or say --replace to have all of it replaced.',
    );
  }
}
