// Reloads the page when the site has changed; shows the errors of the newest edit over the page, and the number of its warnings;
// leads from an article to the page that shows it beside its captures.
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
    element.lang = "en";
    element.dir = "ltr";
    host.attachShadow({ mode: "open" }).append(styles, element);
    document.body.append(host);
  };

  // What somebody folded or opened stays so after a reload, in this tab.
  const remember = (details) => {
    const key = `briefgen-${details.className}`;
    try {
      const state = sessionStorage.getItem(key);
      if (state) details.open = state === "open";
      details.addEventListener("toggle", () => sessionStorage.setItem(key, details.open ? "open" : "folded"));
    } catch {
      // Without storage the panel begins as it came.
    }
  };

  // Errors lie across the page, with role alert; the number of warnings is in its corner, with role status.
  const show = (html, role) => {
    panel?.getRootNode().host.remove();
    panel = null;
    if (!html) return;
    panel = document.createElement("div");
    panel.className = `findings overlay ${role}`;
    panel.setAttribute("role", role);
    add(role === "alert" ? "briefgen-findings" : "briefgen-warnings", panel);
    panel.innerHTML = html;
    panel.querySelectorAll("details").forEach(remember);
  };

  if (beside) {
    const link = document.createElement("a");
    link.href = beside;
    link.textContent = "Beside its captures";
    const section = document.createElement("aside");
    section.className = "beside";
    section.setAttribute("aria-label", "Preview");
    section.append(link);
    add("briefgen-beside", section);
  }

  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    const isReport = document.querySelector("main.findings");
    if (state.version !== version && (isReport || !state.findings)) location.reload();
    else if (isReport) return;
    else if (state.findings) show(state.findings, "alert");
    else show(state.warnings, "status");
  };
  addEventListener("pagehide", () => events.close());
})();
