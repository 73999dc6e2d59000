import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { lazyPart, patient } from '../common/patient.ts';
import { isStaff } from '../session/identity.ts';
import { currentSession, useSession } from '../session/session.ts';
import { BrokenPage } from './broken-page.tsx';
import { Frame } from './frame.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { NotFoundRoot, Root } from './root.tsx';
import { parseSearch, stringifySearch } from './search.ts';

const NotFoundPage = lazyPart(() => import('./not-found-page.tsx'));
const ForbiddenPage = lazyPart(() => import('./forbidden-page.tsx'));

/** A page that is fetched when it is gone to, or pointed at. */
function page(load: () => Promise<{ readonly default: () => ReactNode }>) {
  return lazyRouteComponent(() => patient(load));
}

/** What stands behind the `?` of an address: words by name, the same for all pages. */
export type Search = Readonly<Record<string, string>>;

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFoundRoot,
  validateSearch: (given): Search =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
});

const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame });
const bare = createRoute({ getParentRoute: () => root, id: 'bare', component: Outlet });

const member = createRoute({
  getParentRoute: () => frame,
  id: 'member',
  beforeLoad: ({ location }) => {
    if (currentSession() === null) throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true });
  },
});

const staff = createRoute({
  getParentRoute: () => member,
  id: 'staff',
  component: function Staff() {
    const session = useSession();
    return session && isStaff(session.me) ? <Outlet /> : <ForbiddenPage />;
  },
});

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true });
  },
});

// A page and what is open in it are one component: going from one to the other keeps the list where it is.
const inbox = createRoute({
  getParentRoute: () => member,
  path: '/inbox',
  component: page(() => import('../features/inbox/page.tsx')),
});
const inboxOpen = createRoute({ getParentRoute: () => inbox, path: '$id' });
const support = createRoute({
  getParentRoute: () => member,
  path: '/support',
  component: page(() => import('../features/support/page.tsx')),
});
const supportOpen = createRoute({ getParentRoute: () => support, path: '$id' });
const desk = createRoute({
  getParentRoute: () => staff,
  path: '/desk',
  component: page(() => import('../features/desk/page.tsx')),
});
const deskOpen = createRoute({ getParentRoute: () => desk, path: '$id' });
const help = createRoute({
  getParentRoute: () => frame,
  path: '/help',
  component: page(() => import('../features/help/page.tsx')),
});
const helpOpen = createRoute({ getParentRoute: () => help, path: '$id' });
const preferences = createRoute({
  getParentRoute: () => member,
  path: '/preferences',
  component: page(() => import('../features/preferences/page.tsx')),
});
const stats = createRoute({
  getParentRoute: () => staff,
  path: '/stats',
  component: page(() => import('../features/stats/page.tsx')),
});
const signIn = createRoute({
  getParentRoute: () => bare,
  path: '/sign-in',
  component: page(() => import('../features/sign-in/page.tsx')),
});
const unsubscribe = createRoute({
  getParentRoute: () => bare,
  path: '/unsubscribe/$token',
  component: page(() => import('../features/unsubscribe/page.tsx')),
});
const embed = createRoute({
  getParentRoute: () => bare,
  path: '/embed',
  component: page(() => import('../features/embed/page.tsx')),
});

/** Every address there is. */
export const router = createRouter({
  routeTree: root.addChildren([
    index,
    frame.addChildren([
      member.addChildren([
        inbox.addChildren([inboxOpen]),
        support.addChildren([supportOpen]),
        preferences,
        staff.addChildren([desk.addChildren([deskOpen]), stats]),
      ]),
      help.addChildren([helpOpen]),
    ]),
    bare.addChildren([signIn, unsubscribe, embed]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: false,
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
