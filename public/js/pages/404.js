// The page for what is not there. Some mail filters and chats write the # of a link as %23, and the server then looks for a
// page of that name: the reader is led to the page that was meant, within the browser.

import { addressBehind } from "../lib/links.js";

const address = addressBehind(location.pathname);
if (address) location.replace(address);
