// On every page: remember the chosen language, redirect to it if a page is opened in another one, and offer the
// language that the browser prefers. Runs before the page is rendered, so no page is seen to change its language.

const { lang } = document.documentElement;
const [here] = lang.split("-");

/** The URL of this page in a language, wherever the site is hosted. */
function pageIn(/** @type {string} */ code) {
  const links = [...document.querySelectorAll("link[hreflang]")];
  const link = links.find(({ hreflang }) => hreflang === code);
  return link && new URL(link.href).pathname;
}

const withRest = (/** @type {string} */ address) => address + location.search + location.hash;

/**
 * The stored language, after storing `value` if given. In a browser that blocks storage nothing is remembered.
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
  const offer = document.querySelector(`[data-offer="${preferred}"]`); // if the pages have that language
  if (!offer || chosen) return;
  offer.hidden = false;
  offer.querySelector("button")?.addEventListener("click", () => {
    choose(here);
    offer.remove();
  });
});
