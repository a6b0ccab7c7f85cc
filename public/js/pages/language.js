// Every page's: the language that its reader chose is remembered, led to when a page is opened in another one, and offered
// when the browser prefers it. It runs before the page is drawn, so nobody sees one language turn into another.

const { lang } = document.documentElement;
const [here] = lang.split("-");

/** The address of this page in a language, wherever this copy of the site stands. */
function pageIn(/** @type {string} */ code) {
  const links = [...document.querySelectorAll("link[hreflang]")];
  const link = links.find(({ hreflang }) => hreflang === code);
  return link && new URL(link.href).pathname;
}

const withRest = (/** @type {string} */ address) => address + location.search + location.hash;

/**
 * The language that is stored, once `value` is. A browser that keeps nothing asks, and is asked, each time.
 * @param {() => Storage} storage
 * @param {string} [value]
 */
function stored(storage, value) {
  try {
    if (value !== undefined) storage().setItem("language", value);
    return storage().getItem("language");
  } catch {
    return null;
  }
}
const always = () => localStorage;
const thisVisit = () => sessionStorage;

function choose(/** @type {string} */ code) {
  stored(always, code);
  stored(thisVisit, code);
}

const chosen = stored(always);
const other = chosen && chosen !== here && pageIn(chosen);
if (other && !stored(thisVisit)) {
  stored(thisVisit, chosen);
  location.replace(withRest(other));
}

document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.addEventListener("click", () => {
      choose(link.hreflang);
      const page = pageIn(link.hreflang);
      if (page) link.href = withRest(page);
    });
  }
  const preferred = navigator.languages.map((tag) => tag.split("-")[0]).find((code) => pageIn(code));
  const offer = document.querySelector(`[data-offer="${preferred}"]`); // one of those that pages are in
  if (!offer || chosen) return;
  offer.hidden = false;
  offer.querySelector("button")?.addEventListener("click", () => {
    choose(here);
    offer.remove();
  });
});
