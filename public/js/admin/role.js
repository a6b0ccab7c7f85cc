// Who is signed in, and what their role permits. It only hides what the server refuses anyway.

import { say } from "../lib/dom.js";
import { text } from "../lib/i18n.js";

/** @import { SignedInResponse } from "../api/schema.d.ts" */

/** @type {SignedInResponse["role"]} */
let role = "viewer";

/** Whether bookings may be made, changed and canceled. */
export const canWrite = () => role === "manager";

/**
 * Show the name and role, and hide what the role does not permit.
 * @param {SignedInResponse} admin
 */
export function showRole(admin) {
  role = admin.role;
  document.body.classList.toggle("is-viewer", !canWrite());
  say("who", text(`who-${role}`, { name: admin.name }));
}
