import { useLocale, useT } from '../../../i18n/use-t.ts';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { weekdayName, weekdays } from '../data/weekdays.ts';
import type { FormProblem, PolicyForm } from './policy-form.ts';

type HoursFieldsProps = {
  readonly form: PolicyForm;
  readonly problems: readonly FormProblem[];
  readonly onChange: (form: PolicyForm) => void;
};

/** When time counts: around the clock, or in hours of work. */
export function HoursFields({ form, problems, onChange }: HoursFieldsProps) {
  const t = useT('desk');
  const locale = useLocale();
  const { isAlways, hours } = form;
  const change = (part: Partial<PolicyForm['hours']>) => onChange({ ...form, hours: { ...hours, ...part } });
  const zones = Intl.supportedValuesOf('timeZone');
  const known = zones.includes(hours.timeZone) ? zones : [hours.timeZone, ...zones];
  return (
    <section className="flex flex-col gap-3">
      <Switch
        label={t('policies.businessHours')}
        hint={t('policies.businessHoursHint')}
        checked={!isAlways}
        onCheckedChange={(isOn) => onChange({ ...form, isAlways: !isOn })}
      />
      {!isAlways && (
        <div className="flex flex-col gap-3">
          <fieldset>
            <legend className="pb-1 text-sm font-medium">{t('policies.days')}</legend>
            <div className="flex flex-wrap gap-1.5">
              {weekdays.map((day) => (
                <label
                  key={day}
                  className="flex h-8 min-w-11 items-center justify-center rounded-md border border-control px-2 text-sm select-none has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:h-10"
                >
                  <input
                    type="checkbox"
                    className="sr-only"
                    checked={hours.days.includes(day)}
                    onChange={(event) =>
                      change({
                        days: weekdays.filter((one) => (one === day ? event.target.checked : hours.days.includes(one))),
                      })
                    }
                  />
                  <span aria-hidden="true">{weekdayName(day, locale, 'short')}</span>
                  <span className="sr-only">{weekdayName(day, locale, 'long')}</span>
                </label>
              ))}
            </div>
            {problems.includes('days') && <p className="pt-1 text-xs text-danger-text">{t('policies.noDay')}</p>}
          </fieldset>
          <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[8rem_8rem_1fr]">
            <TextField
              type="time"
              label={t('policies.start')}
              value={hours.start}
              onValueChange={(start) => change({ start })}
            />
            <TextField
              type="time"
              label={t('policies.end')}
              value={hours.end === '24:00' ? '23:59' : hours.end}
              onValueChange={(end) => change({ end })}
              error={problems.includes('end') ? t('policies.badEnd') : undefined}
            />
            <div className="max-sm:col-span-2">
              <Select
                label={t('policies.timeZone')}
                value={hours.timeZone}
                options={known.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
                onValueChange={(timeZone) => change({ timeZone })}
              />
            </div>
          </div>
        </div>
      )}
    </section>
  );
}
