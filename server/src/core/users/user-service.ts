import type { UserType } from './types.ts';

/** What another service knows of a person; null where it says nothing. */
export type ServiceProfile = {
  readonly name: string | null;
  readonly userType: UserType | null;
  readonly avatar: string | null;
  readonly specialty: string | null;
};

/** A service of the product's own that knows its users. */
export type UserService = {
  /**
   * Asked as the caller, with their `Authorization` header. Null when the service has no such user.
   * @throws `unavailable` when it cannot be asked.
   */
  profile(userId: string, authorization: string): Promise<ServiceProfile | null>;
};
