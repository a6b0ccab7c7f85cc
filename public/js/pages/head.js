// On every page, before it is rendered.

import "../head/language.js";
import "../head/preload.js";
