// Reloads the page when the site has changed; shows the findings while the newest edit has errors; leads from an article to the
// page that shows it beside its captures.
(() => {
  const { version, beside } = document.currentScript.dataset;
  const page = encodeURIComponent(location.pathname);
  const events = new EventSource(`/.briefgen/events?page=${page}`);
  let panel = null;

  // An element of the preview's own below the page, which the styles of the page do not reach.
  const add = (name, element) => {
    const host = document.createElement(name);
    const styles = document.createElement("link");
    styles.rel = "stylesheet";
    styles.href = "/.briefgen/live.css";
    host.attachShadow({ mode: "open" }).append(styles, element);
    document.body.append(host);
  };

  const show = (html) => {
    if (!panel) {
      panel = document.createElement("div");
      panel.className = "findings overlay";
      panel.setAttribute("role", "alert");
      add("briefgen-findings", panel);
    }
    panel.innerHTML = html;
  };

  if (beside) {
    const link = document.createElement("a");
    link.href = beside;
    link.textContent = "Beside its captures";
    const section = document.createElement("aside");
    section.className = "beside";
    section.lang = "en";
    section.dir = "ltr";
    section.setAttribute("aria-label", "Preview");
    section.append(link);
    add("briefgen-beside", section);
  }

  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (state.findings) {
      if (!document.querySelector("main.findings")) show(state.findings);
      else if (state.version !== version) location.reload();
    } else if (state.version !== version) {
      location.reload();
    }
  };
  addEventListener("pagehide", () => events.close());
})();
