import { useT } from '../../../i18n/use-t.ts';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { TicketPriority } from '../../../ui/ticket-states.ts';
import { PriorityBars } from '../priority-mark.tsx';
import { type Amount, amountUnits, type FormProblem, type TargetForm } from './policy-form.ts';

type TargetFieldsProps = {
  readonly priority: TicketPriority;
  readonly target: TargetForm;
  readonly problems: readonly FormProblem[];
  readonly onChange: (target: TargetForm) => void;
};

/** What is promised to tickets of one priority. */
export function TargetFields({ priority, target, problems, onChange }: TargetFieldsProps) {
  const t = useT('desk');
  const words = useT('common/tickets');
  const name = words(`priority.${priority}`);
  return (
    <fieldset className="grid gap-x-4 gap-y-2 rounded-lg border border-line p-3 sm:grid-cols-[9rem_1fr_1fr] sm:items-start">
      <legend className="sr-only">{name}</legend>
      <div className="flex flex-col gap-1.5 sm:pt-1">
        <span aria-hidden="true" className="flex items-center gap-2 text-sm font-medium">
          <PriorityBars priority={priority} />
          {name}
        </span>
        <Checkbox
          label={t('policies.promised')}
          checked={target.isPromised}
          onCheckedChange={(isPromised) => onChange({ ...target, isPromised })}
        />
      </div>
      <AmountField
        label={t('sla.target.firstResponse')}
        amount={target.firstResponse}
        isOn={target.isPromised}
        isWrong={problems.includes(`${priority}.firstResponse`)}
        onChange={(firstResponse) => onChange({ ...target, firstResponse })}
      />
      <AmountField
        label={t('sla.target.resolution')}
        amount={target.resolution}
        isOn={target.isPromised}
        isWrong={problems.includes(`${priority}.resolution`)}
        onChange={(resolution) => onChange({ ...target, resolution })}
      />
    </fieldset>
  );
}

type AmountFieldProps = {
  readonly label: string;
  readonly amount: Amount;
  readonly isOn: boolean;
  readonly isWrong: boolean;
  readonly onChange: (amount: Amount) => void;
};

function AmountField({ label, amount, isOn, isWrong, onChange }: AmountFieldProps) {
  const t = useT('desk');
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6.5rem] items-start gap-2">
      <TextField
        label={label}
        inputMode="decimal"
        disabled={!isOn}
        value={amount.text}
        onValueChange={(text) => onChange({ ...amount, text })}
        error={isWrong ? t('policies.badAmount') : undefined}
      />
      <div className="pt-6">
        <Select
          label={t('policies.unit', { name: label })}
          isLabelHidden
          disabled={!isOn}
          value={amount.unit}
          options={amountUnits.map((unit) => ({ value: unit, label: t(`policies.units.${unit}`) }))}
          onValueChange={(unit) => onChange({ ...amount, unit })}
        />
      </div>
    </div>
  );
}
