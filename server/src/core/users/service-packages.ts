import type { Actor } from '../actor.ts';
import { invalid, ParleyError } from '../errors.ts';
import { makeId } from '../ids.ts';
import { isStorable } from '../text.ts';
import { checkAdmin } from './administration.ts';
import type { UserDirectory } from './directory.ts';
import { getUser } from './profile.ts';

/** Something that a person offers. Its id is unique among its owner's. */
export type ServicePackage = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly price: number;
  readonly currency: string;
  /** As it came: a number, or words such as "1 hour". */
  readonly duration: number | string | null;
  readonly description: string | null;
  readonly isActive: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
};

type PackageFields = Pick<ServicePackage, 'name' | 'price' | 'currency' | 'duration' | 'description' | 'isActive'>;

/** A package to create, or one of a whole list. */
export type PackageInput = PackageFields & { readonly id?: string | undefined };
export type PackageChanges = { readonly [field in keyof PackageFields]?: PackageFields[field] | undefined };
export type NewPackage = PackageFields & { readonly id: string };

/** How many packages one person may have. */
export const MAX_PACKAGES = 100;

/** Packages in their owner's order. */
export type ServicePackageStore = {
  list(userId: string): Promise<ServicePackage[]>;
  /** The package with this id of the first of `ownerIds` who has an active one; null when nobody has. */
  findActive(id: string, ownerIds: readonly string[]): Promise<ServicePackage | null>;
  /** Makes `packages` all that the owner has; those whose id was there before keep their `createdAt`. Atomic. */
  replace(userId: string, packages: readonly NewPackage[]): Promise<ServicePackage[]>;
  /** Adds one at the end; null when the owner has `max` already. */
  add(userId: string, item: NewPackage, max: number): Promise<ServicePackage | null>;
  /** Sets what is given; null when the owner has no such package. */
  update(userId: string, id: string, changes: PackageChanges): Promise<ServicePackage | null>;
  /** False when the owner has no such package. */
  remove(userId: string, id: string): Promise<boolean>;
};

export type PackageContext = { readonly servicePackages: ServicePackageStore; readonly people: UserDirectory };

/** Somebody's packages; the inactive ones are for the owner alone. @throws `not_found` for an unknown owner. */
export async function listPackages(ctx: PackageContext, actor: Actor, ownerId: string): Promise<ServicePackage[]> {
  await getUser(ctx, ownerId);
  const packages = await ctx.servicePackages.list(ownerId);
  return ownerId === actor.userId ? packages : packages.filter((item) => item.isActive);
}

/**
 * Makes the given packages all that the owner has; ids that are given are kept.
 * @throws `not_found` for an unknown owner, `forbidden` for others than the owner and admins, `validation_failed` when an id stands twice.
 */
export async function replacePackages(
  ctx: PackageContext,
  actor: Actor,
  ownerId: string,
  packages: readonly PackageInput[],
): Promise<ServicePackage[]> {
  const seen = new Set<string>();
  for (const [index, { id }] of packages.entries()) {
    if (id === undefined) continue;
    if (seen.has(id)) throw invalid(`${index}.id`, 'stands twice in the list');
    seen.add(id);
  }
  await getUser(ctx, ownerId);
  if (ownerId !== actor.userId) checkAdmin(actor);
  return ctx.servicePackages.replace(
    ownerId,
    packages.map((item) => ({ ...item, id: item.id ?? makeId('p') })),
  );
}

/** Adds a package to the caller's. @throws `conflict` when there are too many. */
export async function createPackage(
  ctx: Pick<PackageContext, 'servicePackages'>,
  actor: Actor,
  input: PackageFields,
): Promise<ServicePackage> {
  const made = await ctx.servicePackages.add(actor.userId, { ...input, id: makeId('p') }, MAX_PACKAGES);
  if (made === null) throw new ParleyError('conflict', `There are ${MAX_PACKAGES} service packages already`);
  return made;
}

/** Sets what is given of one of the caller's packages. @throws `not_found`, also for another's package. */
export async function updatePackage(
  ctx: Pick<PackageContext, 'servicePackages'>,
  actor: Actor,
  id: string,
  changes: PackageChanges,
): Promise<ServicePackage> {
  const updated = isStorable(id) ? await ctx.servicePackages.update(actor.userId, id, changes) : null;
  if (updated === null) throw noSuchPackage();
  return updated;
}

/** Removes one of the caller's packages. @throws `not_found`, also for another's package. */
export async function deletePackage(
  ctx: Pick<PackageContext, 'servicePackages'>,
  actor: Actor,
  id: string,
): Promise<void> {
  if (!isStorable(id) || !(await ctx.servicePackages.remove(actor.userId, id))) throw noSuchPackage();
}

function noSuchPackage(): ParleyError {
  return new ParleyError('not_found', 'You have no such service package');
}
