// On every page, before it is rendered.

import "../head/language.js";
import "../head/early-reads.js";
