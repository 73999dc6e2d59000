// Runs before the page is drawn, so that a chosen theme never flashes in the other one's colours.
const chosenTheme = localStorage.getItem('parley-docs-theme');
if (chosenTheme === 'light' || chosenTheme === 'dark') document.documentElement.dataset.theme = chosenTheme;
