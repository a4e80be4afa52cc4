// What a page gains with JavaScript; every page works without it.
"use strict";

// After an error the reader hears what is wrong first.
function focusErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

// A second press on a sending button is swallowed. Going back to the page gives the button back.
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method.toLowerCase() !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // The address may still name a field that was wrong; the next page must begin at its top.
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });
}

// "You have 40 characters left": the hint already says how many there are in all.
function countCharacters() {
  for (const field of document.querySelectorAll("textarea[data-maxlength]")) {
    const status = document.getElementById(`${field.id}-count`);
    if (!status) continue;
    const most = Number(field.dataset.maxlength);
    const first = status.textContent;
    let waiting;
    const say = () => {
      const left = most - [...field.value.replace(/\n/g, "\r\n")].length;
      const words = left < 0 ? status.dataset.over : status.dataset.left;
      status.textContent = field.value ? words.replace("%d", Math.abs(left).toLocaleString()) : first;
      status.classList.toggle("govuk-error-message", left < 0);
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(say, 400);
    });
    if (field.value) say();
  }
}

// Worklist: up and down move, Enter opens, "a" assigns to me. Only while the list itself has the focus, so
// that no key is taken from a screen reader or from somebody typing.
function worklistKeys() {
  for (const list of document.querySelectorAll("[data-worklist]")) {
    const rows = [...list.querySelectorAll("tbody tr")];
    const linkOf = (row) => row.querySelector("a[href]");
    const here = () => rows.findIndex((row) => row.contains(document.activeElement));
    const mark = () => rows.forEach((row, at) => row.classList.toggle("is-here", at === here()));
    list.addEventListener("focusin", mark);
    list.addEventListener("focusout", () => setTimeout(mark));
    list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, select, textarea")) return;
      const at = here();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const next = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))];
        if (next && linkOf(next)) linkOf(next).focus();
        event.preventDefault();
      } else if (event.key === "a" && at >= 0) {
        const assign = rows[at].querySelector("[data-assign]");
        if (assign) assign.click();
      }
    });
  }
}

focusErrorSummary();
sendOnce();
countCharacters();
worklistKeys();
