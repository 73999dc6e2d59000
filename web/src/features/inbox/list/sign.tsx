import { Suspense } from 'react';
import { lazyPart } from '../../../common/patient.ts';
import type { SignName } from './row-sign.tsx';

const RowSign = lazyPart(() => import('./row-sign.tsx'));

/** A small picture in a line of text, for eyes alone. Its place is kept until it is loaded. */
export function Sign({ name }: { readonly name: SignName }) {
  return (
    <span aria-hidden="true" className="inline-block size-3.5 shrink-0 align-[-0.15em]">
      <Suspense>
        <RowSign name={name} />
      </Suspense>
    </span>
  );
}
