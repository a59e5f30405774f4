// Reloads the page when the site has changed; shows the findings while the newest edit has errors.
(() => {
  const version = document.currentScript.dataset.version;
  const page = encodeURIComponent(location.pathname);
  const events = new EventSource(`/.briefgen/events?page=${page}`);
  let panel = null;

  const show = (html) => {
    if (!panel) {
      const host = document.createElement("briefgen-findings");
      const root = host.attachShadow({ mode: "open" });
      const styles = document.createElement("link");
      styles.rel = "stylesheet";
      styles.href = "/.briefgen/live.css";
      panel = document.createElement("div");
      panel.className = "findings overlay";
      panel.setAttribute("role", "alert");
      root.append(styles, panel);
      document.body.append(host);
    }
    panel.innerHTML = html;
  };

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
