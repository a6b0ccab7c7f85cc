// Checks whether the browser has every required feature; otherwise the page shows a notice with the reason. Written in
// the JavaScript of 2009, because browsers that are too old must be able to run it.

(function () {
  function isTooOld() {
    return !(
      "noModule" in document.createElement("script") &&
      window.Response &&
      window.AbortController &&
      window.URLSearchParams &&
      window.crypto &&
      window.crypto.getRandomValues &&
      window.HTMLDialogElement &&
      window.Intl &&
      window.Intl.PluralRules &&
      window.Intl.RelativeTimeFormat &&
      window.Intl.DateTimeFormat.prototype.formatRange &&
      Array.prototype.at &&
      Object.hasOwn &&
      window.CSS &&
      window.CSS.supports("color", "oklch(0% 0 0)")
    );
  }

  function showOnly(id) {
    var shown = document.getElementById(id);
    var main = document.getElementById("main");
    while (main.firstChild) main.removeChild(main.firstChild);
    main.appendChild(shown);
    shown.hidden = false;
  }

  function reload() {
    window.location.reload();
  }

  function onError(event) {
    if (!event.target || event.target.type !== "module") return;
    showOnly("not-loaded");
    document.getElementById("not-loaded").getElementsByTagName("button")[0].onclick = reload;
  }

  if (isTooOld()) showOnly("too-old");
  else window.addEventListener("error", onError, true);
})();
