import { useFormat } from '../../i18n/format.ts';

export type Share = { readonly name: string; readonly count: number; readonly colour: string };

/** How a whole is made up: a bar for each part, in the order given. */
export function Shares({ shares }: { readonly shares: readonly Share[] }) {
  const format = useFormat();
  const most = Math.max(1, ...shares.map(({ count }) => count));
  return (
    <ul className="flex flex-col gap-2.5 pt-1">
      {shares.map(({ name, count, colour }) => (
        <li key={name} className="grid grid-cols-[7rem_1fr_2.5rem] items-center gap-2 text-sm">
          <span dir="auto" className="truncate text-muted">
            {name}
          </span>
          <span className="h-2.5 overflow-hidden rounded-full bg-subtle">
            <span
              className="block h-full rounded-full"
              style={{ width: `${(count / most) * 100}%`, background: `var(--${colour})` }}
            />
          </span>
          <span className="text-end font-medium tabular-nums">{format.number(count)}</span>
        </li>
      ))}
    </ul>
  );
}
