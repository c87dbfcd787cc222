"use strict";
(() => {
  const form = document.getElementById("filters");
  const clauses = [...document.querySelectorAll("details.clause")];
  const groups = [...document.querySelectorAll("[data-group]")];
  const buttons = [...document.querySelectorAll("#matrix button")];
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const field = (name) => form.elements.namedItem(name);
  const checked = (name) =>
    new Set([...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value));

  const chosen = (button) =>
    (button.dataset.operation ?? "") === field("operation").value &&
    (button.dataset.topic ?? "") === field("topic").value &&
    (field("operation").value !== "" || field("topic").value !== "");

  function filter() {
    const words = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const operation = field("operation").value;
    const topic = field("topic").value;
    const standings = checked("standing");
    const levels = checked("evidence");
    let count = 0;
    for (const clause of clauses) {
      const own = clause.dataset;
      clause.hidden = !(
        (!operation || own.operation === operation) &&
        (!topic || own.topic === topic) &&
        standings.has(own.standing) &&
        levels.has(own.evidence) &&
        words.every((word) => own.words.includes(word))
      );
      count += clause.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("details.clause:not([hidden])");
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(chosen(button)));
    }
    shown.value = `${count} of ${clauses.length} shown`;
    nothing.hidden = count > 0;
  }

  function choose(button) {
    const again = button.getAttribute("aria-pressed") === "true";
    field("operation").value = again ? "" : button.dataset.operation ?? "";
    field("topic").value = again ? "" : button.dataset.topic ?? "";
    filter();
    if (!again) {
      document.getElementById("clauses").scrollIntoView();
    }
  }

  function copy(button) {
    const text = button.parentElement.querySelector("pre");
    const range = document.createRange();
    range.selectNodeContents(text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    // Deprecated, but unlike navigator.clipboard it needs no permission in a file opened from disk.
    button.textContent = document.execCommand("copy") ? "Copied" : "Selected: copy it";
  }

  function expand(open) {
    for (const clause of clauses) {
      clause.open = open && !clause.hidden;
    }
  }

  function remembered() {
    try {
      return localStorage.getItem("contract-tests-theme");
    } catch {
      return null;
    }
  }

  function theme(name) {
    document.documentElement.dataset.theme = name;
    try {
      localStorage.setItem("contract-tests-theme", name);
    } catch {
      // A file opened from disk may have no storage.
    }
  }

  if (remembered()) {
    document.documentElement.dataset.theme = remembered();
  }
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    theme(dark ? "light" : "dark");
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  document.getElementById("open").addEventListener("click", () => expand(true));
  document.getElementById("close").addEventListener("click", () => expand(false));
  buttons.forEach((button) => button.addEventListener("click", () => choose(button)));
  document.addEventListener("click", (event) => {
    if (event.target.matches("button.copy")) {
      copy(event.target);
    }
  });
  filter();
})();
