import { Suspense } from 'react';
import { PageSkeleton } from '../../app/page-skeleton.tsx';
import { useOpenId, useSearchWord } from '../../app/params.ts';
import { lazyPart } from '../../common/patient.ts';
import { Queries } from '../../common/queries.tsx';
import { isStaff } from '../../session/identity.ts';
import { useSession } from '../../session/session.ts';
import { Article } from './article.tsx';
import { HelpFrame } from './frame.tsx';
import { Home } from './home.tsx';
import { Listing } from './listing.tsx';
import { Results } from './results.tsx';

// What agents write with is not for those who read.
const Editor = lazyPart(() => import('./edit/editor.tsx'));
const Drafts = lazyPart(() => import('./edit/drafts.tsx'));
const Categories = lazyPart(() => import('./edit/categories.tsx'));

/** Articles for everybody, and for agents the writing of them. All that is in view stands in the address. */
export default function HelpPage() {
  return (
    <Queries>
      <Suspense fallback={<PageSkeleton />}>
        <Help />
      </Suspense>
    </Queries>
  );
}

function Help() {
  const id = useOpenId();
  const view = useSearchWord('view');
  const q = useSearchWord('q')?.trim() ?? '';
  const category = useSearchWord('category');
  const tag = useSearchWord('tag');
  const session = useSession();
  const isAgent = session !== null && isStaff(session.me);

  if (isAgent && id !== null && view === 'edit') return <Editor key={id} id={id} />;
  if (isAgent && view === 'new') return <Editor key="new" id={null} />;
  if (isAgent && view === 'drafts') return <Drafts />;
  if (isAgent && view === 'categories') return <Categories />;
  const isHome = id === null && q === '' && !category && !tag && view !== 'all';
  return (
    <HelpFrame isHome={isHome} isAgent={isAgent} place={`${id} ${category} ${tag} ${view}`}>
      {id !== null ? (
        <Article key={id} id={id} isAgent={isAgent} />
      ) : q !== '' ? (
        <Results q={q} category={category} isAgent={isAgent} />
      ) : isHome ? (
        <Home isAgent={isAgent} />
      ) : (
        <Listing category={category} tag={tag} />
      )}
    </HelpFrame>
  );
}
