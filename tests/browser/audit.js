// What a screen reader, a keyboard or a thumb would stumble over on the page, as a list of sentences.
() => {
  const faults = [];
  const all = (chosen) => [...document.querySelectorAll(chosen)];
  const start = (element) => element.outerHTML.slice(0, 120);

  let last = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter((found) => found.checkVisibility())) {
    const level = Number(heading.tagName[1]);
    if (level > last + 1) faults.push(`heading jumps from ${last} to ${level}: ${heading.textContent}`);
    last = level;
  }
  if (all("h1").length !== 1) faults.push("not exactly one h1");

  const ids = all("[id]").map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id stands twice: ${id}`);
  for (const name of ["aria-labelledby", "aria-describedby", "for"])
    for (const element of all(`[${name}]`))
      if (!element.getAttribute(name).split(/\s+/).every((id) => document.getElementById(id)))
        faults.push(`${name} leads nowhere: ${start(element)}`);

  for (const field of all("input:not([type=hidden]), textarea, select"))
    if (!field.labels.length) faults.push(`field without label: ${start(field)}`);
  for (const control of all("a[href], button, summary, label.button").filter((found) => found.checkVisibility())) {
    const named = control.textContent.trim() || control.getAttribute("aria-label");
    if (!named) faults.push(`control without name: ${start(control)}`);
    const box = control.getBoundingClientRect();
    const inText = getComputedStyle(control).display === "inline";
    if (!inText && Math.min(box.height, box.width) < 24) faults.push(`too small to touch: ${start(control)}`);
  }

  for (const image of all("img")) if (!image.hasAttribute("alt")) faults.push(`image without alt: ${start(image)}`);
  for (const drawing of all("svg"))
    if (drawing.getAttribute("aria-hidden") !== "true" && !drawing.matches("[aria-label], [aria-labelledby]"))
      faults.push(`drawing without words: ${start(drawing)}`);
  for (const table of all("table"))
    if (!table.querySelector("th[scope]")) faults.push(`table without headers: ${start(table)}`);

  if (!document.documentElement.lang) faults.push("page without language");
  for (const part of ["main", "header"]) if (!document.querySelector(part)) faults.push(`page without ${part}`);
  return faults;
};
