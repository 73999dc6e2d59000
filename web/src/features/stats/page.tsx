import { useNavigate } from '@tanstack/react-router';
import { Page } from '../../app/page.tsx';
import { useSearchWord } from '../../app/params.ts';
import { Queries } from '../../common/queries.tsx';
import { useTrouble } from '../../common/trouble.ts';
import { useT } from '../../i18n/use-t.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Breakdowns } from './breakdowns.tsx';
import { Figures } from './figures.tsx';
import { ranges } from './ranges.ts';
import { Trends } from './trends.tsx';
import { useStats } from './use-stats.ts';

/** How support is doing, for agents. */
export default function StatsPage() {
  return (
    <Queries>
      <Statistics />
    </Queries>
  );
}

function Statistics() {
  const t = useT('stats');
  const navigate = useNavigate();
  const trouble = useTrouble();
  const chosen = useSearchWord('range');
  const range = ranges.find((one) => one === chosen) ?? '30d';
  const { whole, parts } = useStats(range);
  const failed = whole.error ?? parts.error;
  return (
    <Page
      title={t('title')}
      actions={
        <Select
          label={t('range')}
          isLabelHidden
          value={range}
          options={ranges.map((value) => ({ value, label: t(`ranges.${value}`) }))}
          onValueChange={(value) => void navigate({ to: '/stats', search: { range: value }, replace: true })}
        />
      }
    >
      {failed && !whole.data ? (
        <ErrorState onRetry={() => void Promise.all([whole.refetch(), parts.refetch()])}>{trouble(failed)}</ErrorState>
      ) : (
        <div className="flex flex-col gap-4 pb-10" aria-busy={whole.isPlaceholderData}>
          <Figures stats={whole.data} />
          <div className="grid gap-4 lg:grid-cols-2">
            {whole.data && parts.data ? (
              <>
                <Trends points={parts.data} backlog={whole.data.backlog} />
                <Breakdowns stats={whole.data} />
              </>
            ) : (
              ranges.map((name) => <Skeleton key={name} className="h-72" />)
            )}
          </div>
        </div>
      )}
    </Page>
  );
}
