import type { UserType } from './types.ts';

/** What another service knows of a person; null where it says nothing. */
export type ServiceProfile = {
  readonly name: string | null;
  readonly userType: UserType | null;
  readonly avatar: string | null;
  readonly specialty: string | null;
};

/** An answer, null where the service has no such user, and for how many milliseconds it is good from now on. */
export type ServiceAnswer = { readonly profile: ServiceProfile | null; readonly goodForMs: number };

/** A service of the product's own that knows its users. */
export type UserService = {
  /**
   * Asked as the caller, with their `Authorization` header. May answer what it was told a while ago, and says so.
   * @throws `unavailable` when it cannot be asked, after two seconds at most.
   */
  profile(userId: string, authorization: string): Promise<ServiceAnswer>;
};
