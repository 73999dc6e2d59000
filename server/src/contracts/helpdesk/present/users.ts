import type { z } from 'zod';
import { type Actor, isAgent } from '../../../core/actor.ts';
import { type PresenceBoard, presenceView } from '../../../core/realtime/presence.ts';
import type { ServicePackage } from '../../../core/users/service-packages.ts';
import type { User } from '../../../core/users/types.ts';
import type { meAnswer, packageAnswer, presenceAnswer, userAnswer } from '../schema/users.ts';

/** A person as `viewer` sees them: the e-mail address is for the person and for agents. */
export function presentUser(user: User, viewer: Actor, presence: PresenceBoard): z.infer<typeof userAnswer> {
  const { status, statusText, isOnline, lastSeen } = presenceView(user, presence.of(user.id));
  return {
    id: user.id,
    name: user.name,
    avatar: user.avatar,
    role: user.role,
    email: user.id === viewer.userId || isAgent(viewer) ? user.email : null,
    userType: user.userType,
    specialty: user.specialty,
    status,
    statusText,
    isOnline,
    lastSeen,
    createdAt: user.createdAt,
  };
}

/** The caller with all of their own packages. */
export function presentMe(
  user: User,
  viewer: Actor,
  presence: PresenceBoard,
  packages: readonly ServicePackage[],
): z.infer<typeof meAnswer> {
  return { ...presentUser(user, viewer, presence), servicePackages: packages.map(presentPackage) };
}

/** How present somebody is. */
export function presentPresence(user: User, presence: PresenceBoard): z.infer<typeof presenceAnswer> {
  return presenceView(user, presence.of(user.id));
}

/** A service package. */
export function presentPackage(item: ServicePackage): z.infer<typeof packageAnswer> {
  return {
    id: item.id,
    userId: item.userId,
    name: item.name,
    price: item.price,
    currency: item.currency,
    duration: item.duration,
    description: item.description,
    isActive: item.isActive,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  };
}
