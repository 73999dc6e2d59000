const works = new Set<object | string>();

/** Has the browser ask before the page goes, for as long as `work` is not done; what `work` is makes no difference. */
export function beginWork(work: object | string): void {
  works.add(work);
  window.addEventListener('beforeunload', ask);
}

/** The work is done, or nobody wants it any more. */
export function endWork(work: object | string): void {
  works.delete(work);
  if (works.size === 0) window.removeEventListener('beforeunload', ask);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
