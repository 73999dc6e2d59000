/** The tickets that were picked for a common change, and where a range begins. */
export type Selection = { readonly ids: ReadonlySet<string>; readonly anchor: string | null };

export const nothingSelected: Selection = { ids: new Set(), anchor: null };

/** Picks one, or lets it go. */
export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Picks all from the one that was picked last to this one, in the order of the list; without such a one, this one alone. */
export function extended({ ids, anchor }: Selection, id: string, order: readonly string[]): Selection {
  const [one, other] = [order.indexOf(anchor ?? id), order.indexOf(id)].sort((a, b) => a - b);
  if (one === undefined || other === undefined || one < 0) return { ids: new Set([...ids, id]), anchor: id };
  return { ids: new Set([...ids, ...order.slice(one, other + 1)]), anchor: anchor ?? id };
}

/** What is left of it where some tickets are gone from the list. */
export function kept(selection: Selection, order: readonly string[]): Selection {
  const ids = new Set(order.filter((id) => selection.ids.has(id)));
  return ids.size === selection.ids.size ? selection : { ...selection, ids };
}
