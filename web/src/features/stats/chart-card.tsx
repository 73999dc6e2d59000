import { type ReactNode, useId, useState } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';

type ChartCardProps = {
  readonly title: string;
  /** What the picture says, in a sentence. */
  readonly note?: string;
  /** The same as words and numbers: the first column names the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [name: string, ...values: string[]])[];
  readonly children: ReactNode;
  readonly className?: string;
};

/** A picture with its title, and a button that shows its numbers instead; those who do not see it have them at once. */
export function ChartCard({ title, note, columns, rows, children, className }: ChartCardProps) {
  const t = useT('stats');
  const id = useId();
  const [isTable, setTable] = useState(false);
  return (
    <section
      aria-labelledby={id}
      className={classNames('flex min-w-0 flex-col rounded-lg border border-line bg-surface p-4', className)}
    >
      <header className="mb-3 flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 id={id} className="text-sm font-semibold">
            {title}
          </h2>
          {note && <p className="text-xs text-muted">{note}</p>}
        </div>
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="h-6 shrink-0 rounded-sm px-1.5 text-xs text-muted hover:bg-subtle hover:text-ink"
        >
          {t(isTable ? 'asPicture' : 'asTable')}
        </button>
      </header>
      {!isTable && (
        <div aria-hidden="true" className="flex-1">
          {children}
        </div>
      )}
      {rows.length === 0 && <p className="text-sm text-muted">{t('nothing')}</p>}
      <div className={isTable ? 'overflow-x-auto' : 'sr-only'}>
        <table className="w-full text-sm">
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column}
                  scope="col"
                  className={classNames('py-1 font-medium text-muted', index === 0 ? 'text-start' : 'text-end')}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...values]) => (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="py-1 text-start font-normal">
                  <bdi>{name}</bdi>
                </th>
                {values.map((value, index) => (
                  <td key={columns[index + 1]} className="py-1 text-end tabular-nums">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
