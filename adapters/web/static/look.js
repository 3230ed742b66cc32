// The theme and the text size of this browser. A classic script in the head, so that nothing is drawn twice.
(() => {
  try {
    for (const name of ["theme", "size"]) {
      const chosen = localStorage.getItem(name);
      if (chosen) document.documentElement.dataset[name] = chosen;
    }
  } catch { // storage is blocked: the system decides
  }
})();
