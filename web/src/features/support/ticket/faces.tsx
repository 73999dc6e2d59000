import { Angry, Frown, Laugh, Meh, Smile } from 'lucide-react';
import { useId } from 'react';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';

export const scores = [1, 2, 3, 4, 5] as const;
export type Score = (typeof scores)[number];

const faces = { 1: Angry, 2: Frown, 3: Meh, 4: Smile, 5: Laugh } as const;
const tones = {
  1: 'text-danger-text',
  2: 'text-warning-text',
  3: 'text-muted',
  4: 'text-success-text',
  5: 'text-success-text',
} as const;

/** A score that there is; null for anything else. */
export function scoreOf(value: number | undefined): Score | null {
  return scores.find((score) => score === value) ?? null;
}

/** A score as a face; the words stand beside it. */
export function Face({ score }: { readonly score: Score }) {
  const Icon = faces[score];
  return <Icon aria-hidden="true" className={classNames('size-6 shrink-0', tones[score])} />;
}

type FacesProps = {
  readonly legend: string;
  readonly value: Score | null;
  readonly onChange: (score: Score) => void;
};

/** Five faces to choose one from, by pointer or arrow keys. */
export function Faces({ legend, value, onChange }: FacesProps) {
  const t = useT('support');
  const name = useId();
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <legend className="float-start me-1 text-sm font-medium">{legend}</legend>
      <div className="-ms-2 flex items-center gap-1">
        {scores.map((score) => {
          const Icon = faces[score];
          const isOn = value === score;
          return (
            <label
              key={score}
              data-tooltip={isOn ? undefined : t(`csat.score.${score}`)}
              className={classNames(
                'inline-flex size-10 cursor-pointer items-center justify-center rounded-full transition-transform hover:scale-110 hover:bg-subtle has-focus-visible:outline-2 has-focus-visible:outline-accent motion-reduce:hover:scale-100',
                isOn && 'bg-accent-soft',
              )}
            >
              <input
                type="radio"
                name={name}
                value={score}
                checked={isOn}
                onChange={() => onChange(score)}
                className="sr-only"
              />
              <Icon
                aria-hidden="true"
                className={classNames('size-6', value === null || isOn ? tones[score] : 'text-muted')}
              />
              <span className="sr-only">{t(`csat.score.${score}`)}</span>
            </label>
          );
        })}
      </div>
      {value !== null && (
        <span aria-hidden="true" className="text-sm text-muted">
          {t(`csat.score.${value}`)}
        </span>
      )}
    </fieldset>
  );
}
