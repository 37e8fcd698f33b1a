// Dress the page before its first picture: «auto» follows the device. A plain script, because modules come too late.
(() => {
  const root = document.documentElement;
  const device = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => {
    const wished = root.dataset.theme;
    root.dataset.bsTheme = wished === "dark" || (wished !== "light" && device.matches) ? "dark" : "light";
  };
  dress();
  device.addEventListener("change", dress);
  new MutationObserver(dress).observe(root, { attributeFilter: ["data-theme"] });
})();
