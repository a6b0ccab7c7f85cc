// Every page's: the language that its reader chose is remembered, led to when a page is opened in another one, and offered
// when the browser prefers it. It runs before the page is drawn, so nobody sees one language turn into another.

const { lang } = document.documentElement;
const [here] = lang.split("-");
const linkTo = (code) =>
  [...document.querySelectorAll("link[hreflang]")].find(({ hreflang }) => hreflang === code);
const pageIn = (code) => linkTo(code) && new URL(linkTo(code).href).pathname; // wherever this copy of the site stands
const withRest = (address) => address + location.search + location.hash;

// A browser that keeps nothing asks, and is asked, each time.
function stored(storage, ...value) {
  try {
    return value.length > 0 ? storage().setItem("language", ...value) : storage().getItem("language");
  } catch {
    return null;
  }
}
const always = () => localStorage;
const thisVisit = () => sessionStorage;

function choose(code) {
  stored(always, code);
  stored(thisVisit, code);
}

const chosen = stored(always);
if (chosen && chosen !== here && pageIn(chosen) && !stored(thisVisit)) {
  stored(thisVisit, chosen);
  location.replace(withRest(pageIn(chosen)));
}

document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.addEventListener("click", () => {
      choose(link.hreflang);
      if (pageIn(link.hreflang)) link.href = withRest(pageIn(link.hreflang));
    });
  }
  const preferred = navigator.languages.map((tag) => tag.split("-")[0]).find((code) => pageIn(code));
  const offer = document.querySelector(`[data-offer="${preferred}"]`); // one of those that pages are in
  if (!offer || chosen) return;
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    choose(here);
    offer.remove();
  });
});
