import { categoryName } from '../../common/tickets/categories.ts';
import { useFormat } from '../../i18n/format.ts';
import { useT } from '../../i18n/use-t.ts';
import { ChartCard } from './chart-card.tsx';
import { type Share, Shares } from './shares.tsx';
import type { Stats } from './use-stats.ts';

const STATUSES = {
  open: 'info-text',
  in_progress: 'violet-text',
  pending: 'warning-text',
  resolved: 'success-text',
  closed: 'muted',
} as const;
const PRIORITIES = { urgent: 'danger', high: 'warning-text', medium: 'accent', low: 'muted' } as const;
/** So many categories are drawn; the rest are few. */
const MOST = 8;

/** What the tickets of the range are: by status, priority and category, and who works on them. */
export function Breakdowns({ stats }: { readonly stats: Stats }) {
  const t = useT('stats');
  const words = useT('common/tickets');
  const format = useFormat();
  const statuses = keysOf(STATUSES).map(
    (key): Share => ({
      name: words(`status.${key}`),
      count: stats.byStatus[key] ?? 0,
      colour: STATUSES[key],
    }),
  );
  const priorities = keysOf(PRIORITIES).map(
    (key): Share => ({
      name: words(`priority.${key}`),
      count: stats.byPriority[key] ?? 0,
      colour: PRIORITIES[key],
    }),
  );
  const categories = Object.entries(stats.byCategory)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([slug, count]): Share => ({ name: categoryName(slug, words, wordsOf(slug)), count, colour: 'accent' }));
  const rowsOf = (shares: readonly Share[]) => shares.map(({ name, count }) => [name, format.number(count)] as const);
  const cards = [
    ['byStatus', statuses],
    ['byPriority', priorities],
    ['byCategory', categories],
  ] as const;
  return (
    <>
      {cards.map(([name, shares]) => (
        <ChartCard
          key={name}
          title={t(`chart.${name}`)}
          columns={[t(`chart.${name}`), t('tickets')]}
          rows={rowsOf(shares)}
        >
          <Shares shares={shares} />
        </ChartCard>
      ))}
      <ChartCard
        title={t('chart.byAssignee')}
        columns={[t('agent'), t('openNow'), t('resolved')]}
        rows={stats.byAssignee.map(({ name, open, resolved }) => [name, format.number(open), format.number(resolved)])}
      >
        <Shares
          shares={stats.byAssignee
            .toSorted((a, b) => b.open + b.resolved - (a.open + a.resolved))
            .slice(0, MOST)
            .map(({ name, open, resolved }) => ({ name, count: open + resolved, colour: 'violet-text' }))}
        />
      </ChartCard>
    </>
  );
}

function keysOf<T extends object>(value: T): readonly (keyof T & string)[] {
  return Object.keys(value) as (keyof T & string)[];
}

/** A category that the site has made up, as words. */
function wordsOf(slug: string): string {
  const words = slug.replaceAll(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
