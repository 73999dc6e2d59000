/** Below which path the API of this page is served: empty, or a slash and a name. */
export const root = location.pathname.replace(/(\/api)?\/docs\/?$/, '');
