import type { ServicePackage } from '../../../core/users/service-packages.ts';
import { withoutScripts } from '../sanitize.ts';
import type { PackageBody } from '../schema/users.ts';

/** Something that a person offers. Another contract may have a duration in numbers, or none. */
export function presentPackage({ id, name, description, price, currency, duration }: ServicePackage): PackageBody {
  return {
    id,
    name: withoutScripts(name),
    ...(description !== null && { description: withoutScripts(description) }),
    price,
    currency: withoutScripts(currency),
    duration: withoutScripts(String(duration ?? '')),
  };
}
