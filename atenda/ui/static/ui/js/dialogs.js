// data-opens="<id>" opens a dialog, data-closes shuts the one around it. The browser gives the focus back (B53).
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    opener.closest("details[data-menu]")?.removeAttribute("open");
    if (dialog && !dialog.open) {
      dialog.showModal();
      dialog.dispatchEvent(new CustomEvent("atenda:opened", { bubbles: true }));
    }
    return;
  }
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  const isVeil = event.target === dialog && !dialog.classList.contains("panel") && dialog.id !== "sign-in-again";
  if (event.target.closest("[data-closes]") || isVeil) {
    event.preventDefault();
    dialog.close();
  }
});
