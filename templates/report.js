"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  for (const element of all(".js-only")) element.hidden = false;

  // Light and dark: what the system says, until the button says otherwise.
  const root = document.documentElement;
  const theme = one("theme");
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);
  const label = () => (theme.textContent = dark() ? "Light" : "Dark");
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    label();
  });
  systemDark.addEventListener("change", label);
  label();

  // The map's legend shows and hides.
  for (const button of all("[data-map]")) {
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(shown));
      for (const mark of all("#map .marks ." + button.dataset.map)) mark.classList.toggle("off", !shown);
    });
  }

  // On paper nothing can be opened.
  addEventListener("beforeprint", () => all("details").forEach((details) => (details.open = true)));

  const list = one("list");
  if (!list) return;
  const rows = [...list.tBodies];

  // Rows open to their details.
  const toggle = (row, open) => {
    all("tr.detail", row)[0].hidden = !open;
    all("button.toggle", row)[0].setAttribute("aria-expanded", String(open));
  };
  for (const row of rows) {
    toggle(row, false);
    const button = all("button.toggle", row)[0];
    const open = () => toggle(row, button.getAttribute("aria-expanded") === "false");
    button.addEventListener("click", open);
    all("tr.head", row)[0].addEventListener("click", (event) => {
      if (!event.target.closest("button") && !String(getSelection())) open();
    });
  }
  for (const link of all("a.open")) {
    link.addEventListener("click", () => {
      const row = one(link.hash.slice(1));
      one("filters").reset();
      filter();
      toggle(row, true);
    });
  }

  // Filters.
  const text = one("f-text");
  const role = one("f-role");
  const reason = one("f-reason");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const filter = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!wanted || words.get(row).includes(wanted)) &&
        (!role.value || row.dataset.role === role.value) &&
        (!reason.value || row.dataset.reasons.split(" ").includes(reason.value));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    one("f-count").textContent = shown + " of " + rows.length + " listed rows";
    one("f-none").hidden = shown > 0;
  };
  const form = one("filters");
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();

  // Columns sort; a third press brings back the order that the page came in.
  const heads = all("th[data-sort]", list);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] || "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      if (next !== "none") head.setAttribute("aria-sort", next);
      const value = (row) => {
        const cell = row.rows[0].cells[column];
        const raw = cell.dataset.v || cell.textContent.trim();
        return head.dataset.sort === "n" ? Number(raw) : raw.toLowerCase();
      };
      const place = (row) => Number(row.dataset.place);
      const sign = next === "descending" ? -1 : 1;
      const sorted = [...rows].sort((a, b) => {
        const [x, y] = next === "none" ? [0, 0] : [value(a), value(b)];
        return (x < y ? -sign : x > y ? sign : 0) || place(a) - place(b);
      });
      list.append(...sorted);
    });
  });
})();
