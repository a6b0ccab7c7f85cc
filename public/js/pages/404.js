// The 404 page. Some mail filters and chats encode the # of a link as %23, for which the server has no page: this
// script redirects to the intended page, within the browser.

import { addressBehind } from "../lib/links.js";

const address = addressBehind(location.pathname);
if (address) location.replace(address);
