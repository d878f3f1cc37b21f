// Runs before the first paint, so that a chosen theme does not flash. Without a choice the system's one holds.
try {
  const theme = localStorage.getItem('suivi.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme.
}
