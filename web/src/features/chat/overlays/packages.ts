import type { ServicePackage } from '@parley/client';
import { useEffect, useState } from 'react';
import { useRoom } from '../room.ts';

/** What somebody offers now; null while it is on its way, or nobody was named. */
export function usePackages(ownerId: string | null): readonly ServicePackage[] | 'failed' | null {
  const { parley } = useRoom();
  const [packages, setPackages] = useState<readonly ServicePackage[] | 'failed' | null>(null);
  useEffect(() => {
    setPackages(null);
    if (ownerId === null) return;
    let isOver = false;
    parley.request('get', '/api/users/{id}/service-packages', { params: { id: ownerId } }).then(
      ({ data }) => !isOver && setPackages(data.filter(({ isActive }) => isActive)),
      () => !isOver && setPackages('failed'),
    );
    return () => {
      isOver = true;
    };
  }, [parley, ownerId]);
  return packages;
}
