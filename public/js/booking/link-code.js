// The link of a booking on the clipboard, and as a QR code for another device.

/**
 * Copy a link. Returns false if the browser does not allow it, or has no clipboard.
 * @param {string} link
 */
export async function copyLink(link) {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    return false;
  }
}

/**
 * Draw the QR code of a link, whose library is loaded first. Offline the code stays hidden: the link is shown as text.
 * @param {SVGElement} code
 * @param {string} link
 */
export async function drawLinkCode(code, link) {
  try {
    const { drawCode } = await import("../lib/qr-code.js");
    drawCode(code, link);
    code.removeAttribute("hidden");
  } catch {
    code.setAttribute("hidden", "");
  }
}
