export const views = ['all', 'unread', 'groups', 'archived'] as const;
/** Which conversations are shown. */
export type View = (typeof views)[number];

/** What is wanted: a view, and a part of the name that is looked for. */
export type Wanted = { readonly view: View; readonly name: string };

/** Whether somebody looks for a name. */
export function isNamed({ name }: Wanted): boolean {
  return name.trim() !== '';
}
