// Runs before the first paint, so that a chosen theme or direction does not flash in: the app proper comes later.
{
  const root = document.documentElement;
  const read = (name) => {
    try {
      return localStorage.getItem(`parley.${name}`);
    } catch {
      return null; // storage is forbidden: nothing was chosen
    }
  };
  const theme = read('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const direction = read('direction');
  if (direction === 'rtl' || direction === 'ltr') root.dir = direction;
}
