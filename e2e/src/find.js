// Runs in the page: find(role or null, name or null) lists what is visible and has a role, with its accessible name.
// A shortened form of what browsers do for screen readers (https://www.w3.org/TR/accname-1.2/), enough for our page.
const [wantedRole, wantedName] = arguments;

const IMPLICIT = {
  alert: "", alertdialog: "", application: "", banner: "body > header", button: "button, summary, input[type=button], input[type=submit], input[type=reset]",
  cell: "td", checkbox: "input[type=checkbox]", columnheader: "th", combobox: "select:not([multiple])", complementary: "aside",
  contentinfo: "body > footer", dialog: "dialog", figure: "figure", form: "form[aria-label]", grid: "", gridcell: "", group: "fieldset, details",
  heading: "h1, h2, h3, h4, h5, h6", img: "img, svg[aria-label]", link: "a[href]", list: "ul, ol", listbox: "select[multiple]",
  listitem: "li", log: "", main: "main", menu: "", menubar: "", menuitem: "", menuitemcheckbox: "", menuitemradio: "", meter: "meter",
  navigation: "nav", note: "", option: "option", progressbar: "progress", radio: "input[type=radio]", radiogroup: "",
  region: "section[aria-label], section[aria-labelledby]", row: "tr", search: "search", searchbox: "input[type=search]", separator: "hr",
  slider: "input[type=range]", spinbutton: "input[type=number]", status: "output", switch: "", tab: "", table: "table", tablist: "",
  tabpanel: "", textbox: "textarea, [contenteditable=true], input:not([type]), input[type=text], input[type=email], input[type=url], input[type=tel]",
  timer: "", toolbar: "", tooltip: "", tree: "", treegrid: "", treeitem: "",
  "graphics-document": "", "graphics-object": "", "graphics-symbol": "",
};
// Roles that are named by what is in them; the others only by a label.
const NAMED_BY_CONTENT = new Set(("button cell checkbox columnheader gridcell heading link listitem menuitem menuitemcheckbox menuitemradio " +
  "option radio row status alert switch tab tooltip treeitem timer log note").split(" "));

const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();

function roleOf(element) {
  const said = (element.getAttribute("role") || "").trim().split(/\s+/)[0];
  if (said) return said;
  for (const [role, selector] of Object.entries(IMPLICIT)) if (selector && element.matches(selector)) return role;
  return "";
}

function contentOf(element) {
  // innerText is what can be seen; SVG has only textContent.
  return tidy(element.innerText ?? element.textContent);
}

function nameOf(element, role) {
  const ids = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  const labelled = ids.map((id) => document.getElementById(id)).filter(Boolean);
  const titled = [...element.children].find((child) => child.localName === "title");
  const legend = [...element.children].find((child) => ["legend", "summary", "caption", "figcaption"].includes(child.localName));
  return tidy(labelled.map((label) => label.getAttribute("aria-label") || label.textContent).join(" "))
    || tidy(element.getAttribute("aria-label"))
    || tidy([...(element.labels || [])].map((label) => contentOf(label)).join(" "))
    || tidy(element.getAttribute("alt"))
    || tidy(titled && titled.textContent)
    || tidy(legend && legend.textContent)
    || (NAMED_BY_CONTENT.has(role) ? contentOf(element) : "")
    || tidy(element.getAttribute("title"))
    || tidy(element.getAttribute("placeholder"))
    || (element.localName === "input" && role === "button" ? tidy(element.value) : "");
}

const here = [];
for (const element of document.querySelectorAll("*")) {
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) continue;
  const role = roleOf(element);
  if (!role || role === "none" || role === "presentation" || (wantedRole && role !== wantedRole)) continue;
  if (element.closest("[aria-hidden=true], [inert], [hidden]") || !element.checkVisibility({ visibilityProperty: true })) continue;
  here.push({ element, role, name: nameOf(element, role) });
}

const say = (thing) => `${thing.role} “${thing.name}”`;
const focused = here.find((thing) => thing.element === document.activeElement);
let found = here;
if (wantedName !== null) {
  const wanted = tidy(wantedName).toLowerCase();
  found = here.filter((thing) => thing.name.toLowerCase() === wanted);
  if (found.length === 0) found = here.filter((thing) => thing.name.toLowerCase().includes(wanted));
}
return {
  elements: found.map((thing) => thing.element),
  names: found.map(say),
  here: found.length === 0 ? here.map(say) : [],
  focus: focused ? say(focused) : "",
};
